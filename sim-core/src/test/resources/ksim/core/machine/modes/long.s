# ---- IA-32e mode ---------------------------------------------------------------------------------

        .code32
long_start:
        MARK32  0x20
        mov     %cs, %eax
        LOG32   %eax
        mov     $PAGES, %edi            # PML4, PDPT, PD: 2 MiB, then a page for ring 0 only
        xor     %eax, %eax
        mov     $0xc00, %ecx
        rep stosl
        movl    $PAGES + 0x1007, PAGES
        movl    $PAGES + 0x2007, PAGES + 0x1000
        movl    $0x87, PAGES + 0x2000
        movl    $0x200083, PAGES + 0x2008
        mov     $PAGES, %eax
        mov     %eax, %cr3
        mov     $0xc0000080, %ecx
        rdmsr
        LOG32   %eax
        or      $0x100, %eax
        wrmsr
        mov     %cr0, %eax
        or      $0x80000000, %eax
        TRY32   mov %eax, %cr0          # without PAE
        mov     %cr4, %eax
        or      $0x20, %eax
        mov     %eax, %cr4
        mov     %cr0, %eax
        or      $0x80000000, %eax
        mov     %eax, %cr0              # compatibility mode
        rdmsr
        LOG32   %eax
        and     $~0x100, %eax
        lidt    idt_pointer_64
        TRY32   wrmsr                   # LME cannot change now
        mov     %cr4, %eax
        and     $~0x20, %eax
        TRY32   mov %eax, %cr4
        MARK32  0x21                    # compatibility mode, ring 0
        TRY32   ud2
        TRY32   ljmp $CODE_BOTH, $1f
1:      TRY32   lcall $GATE_32, $0      # 32-bit gates do not exist any more
        TRY32   lcall $GATE_16, $0
        TRY32   ljmp $TSS, $0
        TRY32   mov %gs:0x1000, %eax
        xor     %eax, %eax
        mov     %ax, %gs
        TRY32   mov %gs:0, %eax
        TRY32   int $0x33
        TRY32   int $0x30
        lcall   $CODE_16, $compat16
        LOG32   %esp
        lcall   $CODE_64, $far64
        LOG32   %esp
        pushfl
        push    $FLAT_CODE
        push    $1f
        iretl
1:      LOG32   %esp
        ljmp    $CODE_64, $code64
compat_again:
        MARK32  0x22
        mov     %cs, %eax
        LOG32   %eax
        LOG32   %ebx
        TRY32   ud2
        ljmp    $CODE_64, $code64_again

        .code16
compat16:
        MARK16  0x23
        LOG16   %esp
        TRY16   ud2
        lretl

        .code64
        .macro PUSH64 label
        pushq   $0
        movl    $\label, (%rsp)
        .endm

        .macro LOG64 value:vararg
        push    %rax
        mov     \value, %rax
        call    log64
        pop     %rax
        .endm

        .macro MARK64 value
        push    %rax
        mov     $(0xaaaa0000 + \value), %eax
        call    mark64
        pop     %rax
        .endm

        .macro TRY64 instruction:vararg
        movl    $.Lr\@, RESUME
        \instruction
.Lr\@:
        .endm

        .macro LOADS64 register, selector:vararg
        mov     $\selector, %eax
        TRY64   mov %ax, %\register
        mov     %\register, %eax
        call    log64
        .endm

far64:  LOG64   %rsp
        LOG64   (%rsp)
        lretl
far64_64:
        LOG64   (%rsp)
        LOG64   8(%rsp)
        rex.w lret

code64:
        MARK64  0x24
        mov     %cs, %eax
        LOG64   %rax
        mov     %ss, %eax
        LOG64   %rax
        mov     $0x1234567800000000 + STACK, %rax
        mov     $STACK, %esp
        TRY64   mov %rax, 0x3fe0
        mov     $TSS_64, %eax
        TRY64   ltr %ax
        str     %eax
        LOG64   %rax
        TRY64   ltr %ax
        mov     $TSS, %eax              # its upper half is not that of a system descriptor
        TRY64   ltr %ax
        mov     $LDT_64, %eax
        lldt    %ax
        sldt    %eax
        LOG64   %rax
        LOADS64 gs, 0x0c
        LOADS64 gs, 0
        LOADS64 ss, 0
        LOADS64 ss, 3
        LOADS64 ss, 1
        LOADS64 ss, FLAT_DATA
        LOADS64 ds, 0
        TRY64   mov 0x3fe0, %rax
        LOADS64 es, DATA_SMALL
        TRY64   mov %es:0x1000, %eax
        LOADS64 gs, DATA_SMALL
        mov     %gs:0x1000, %eax
        mov     $FLAT_DATA, %eax
        mov     %ax, %ds
        mov     %ax, %es
        mov     $0x800000000000, %rbx
        TRY64   mov (%rbx), %al
        TRY64   push (%rbx)
        TRY64   mov %ss:(%rbx), %al
        mov     %rbx, %rbp
        TRY64   mov (%rbp), %al
        TRY64   jmp *%rbx
        TRY64   int $0x30
        TRY64   int $0x31
        TRY64   int $0x32
        TRY64   int $0x33
        TRY64   int $0x34
        TRY64   int $0x35
        TRY64   int $0x37
        TRY64   int $0x38
        TRY64   int3
        TRY64   ud2
        TRY64   .byte 0x06              # push %es
        TRY64   .byte 0x27
        TRY64   .byte 0xea
        mov     $code64_pointers, %ebx
        TRY64   lcall *(%rbx)           # to itself, 32-bit operand size
        LOG64   %rsp
        TRY64   rex.w lcall *6(%rbx)
        LOG64   %rsp
        TRY64   lcall *16(%rbx)         # conforming compatibility code
        TRY64   lcall *22(%rbx)         # the call gate, same ring
        LOG64   %rsp
        TRY64   lcall *28(%rbx)
        TRY64   lcall *34(%rbx)
        push    $2
        PUSH64   1f
        TRY64   rex.w lret
1:      LOG64   %rsp
        mov     $STACK, %esp
        TRY64   ljmp *40(%rbx)
        mov     %ss, %eax
        push    %rax
        push    $STACK - 0x20
        pushf
        push    $CODE_64
        PUSH64   1f
        iretq
1:      LOG64   %rsp
        sub     $20, %rsp
        movl    $1f, (%rsp)
        movl    $CODE_64, 4(%rsp)
        movl    $2, 8(%rsp)
        movl    $STACK - 0x40, 12(%rsp)
        movl    $0, 16(%rsp)
        iretl
1:      LOG64   %rsp
        mov     %ss, %eax
        LOG64   %rax
        mov     $FLAT_DATA, %eax
        mov     %ax, %ss
        mov     $STACK, %esp
        mov     %cr0, %rax
        and     $0x7fffffff, %eax
        TRY64   mov %rax, %cr0          # paging cannot end in 64-bit mode
        MARK64  0x25
        mov     $0x9876543200000000, %rbx
        push    $FLAT_CODE
        PUSH64   compat_again
        rex.w lret
code64_again:
        LOG64   %rbx
        MARK64  0x26                    # ring 3, 64-bit
        push    $USER_DATA
        push    $STACK3
        pushf
        push    $USER_CODE_64
        PUSH64   user64
        iretq
user64: mov     %cs, %eax
        LOG64   %rax
        mov     %ds, %eax
        LOG64   %rax
        mov     %es, %eax
        LOG64   %rax
        mov     %gs, %eax
        LOG64   %rax
        mov     %fs, %eax
        LOG64   %rax
        TRY64   cli
        TRY64   hlt
        TRY64   mov %cr3, %rax
        TRY64   mov 0x200000, %eax      # a page of ring 0
        TRY64   mov %eax, 0x200000
        TRY64   int $0x30
        TRY64   int $0x31
        TRY64   int3
        TRY64   ud2
        LOADS64 ss, 0
        LOADS64 ss, USER_DATA
        mov     $code64_pointers, %ebx
        TRY64   lcall *22(%rbx)         # the call gate, to ring 0
        LOG64   %rsp
        mov     %ss, %eax
        LOG64   %rax
        TRY64   lcall *(%rbx)
        TRY64   lcall *28(%rbx)
        mov     $user32, %eax
        push    $USER_CODE
        push    %rax
        rex.w lret
        .code32
user32: MARK32  0x27                    # ring 3, compatibility mode
        mov     %cs, %eax
        LOG32   %eax
        mov     $USER_DATA, %eax
        mov     %ax, %ds
        mov     %ax, %es
        TRY32   ud2
        TRY32   cli
        TRY32   int $0x30
        TRY32   int $0x31
        TRY32   .byte 0x0f, 0x05        # syscall is not enabled
        TRY32   mov %gs:0, %eax
        TRY32   mov 0x200000, %eax
        TRY32   mov 0xfffffff0, %eax
        LOG32   %esp
        lcall   $GATE_64, $0
        LOG32   %esp
        lcall   $USER_CODE_64, $user_far64
        LOG32   %esp
        ljmp    $USER_CODE_16, $1f
        .code16
1:      MARK16  0x28
        TRY16   ud2
        TRY16   int $0x30
        push    %ax
        LOG16   %esp
        pop     %ax
        ljmpl   $USER_CODE, $1f
        .code32
1:      mov     $leave_long, %eax
        int     $0x36

        .code64
user_far64:
        mov     (%rsp), %eax
        call    log64
        lretl

gate64: LOG64   %rsp
        LOG64   (%rsp)
        LOG64   8(%rsp)
        LOG64   16(%rsp)
        LOG64   24(%rsp)
        mov     %ss, %eax
        LOG64   %rax
        rex.w lret

to_ring0_64:
        LOG64   %rsp
        mov     %ss, %ebx
        LOG64   %rbx
        mov     $FLAT_DATA, %ebx
        mov     %ebx, %ds
        mov     %ebx, %es
        mov     %ebx, %ss
        mov     $USER_DATA, %ebx
        mov     %ebx, %fs
        mov     $STACK, %esp
        jmp     *%rax

leave_long:
        MARK64  0x30
        push    $FLAT_CODE
        PUSH64   1f
        rex.w lret
        .code32
1:      mov     %cr0, %eax
        and     $0x7fffffff, %eax
        mov     %eax, %cr0
        mov     $0xc0000080, %ecx
        rdmsr
        LOG32   %eax
        and     $~0x100, %eax
        wrmsr
        mov     %cr4, %eax
        and     $~0x20, %eax
        mov     %eax, %cr4
        lidt    idt_pointer
        TRY32   ud2
        TRY32   int $0x32
        ljmp    $CODE_16, $1f
        .code16
1:      mov     $FLAT_DATA, %ax
        mov     %ax, %ds
        mov     %ax, %es
        mov     $DATA_16, %ax
        mov     %ax, %ss
        mov     %ax, %gs
        mov     %cr0, %eax
        and     $0xfe, %al
        mov     %eax, %cr0
        ljmp    $0, $1f
1:      xor     %ax, %ax
        mov     %ax, %fs
        mov     %ax, %es
        jmp     real_again

        .code64
mark64: push    %rbx
        mov     LOGP, %ebx
        mov     %eax, (%rbx)
        add     $4, %ebx
        mov     %ebx, LOGP
        pop     %rbx
        ret
log64:  pushf
        push    %rbx
        mov     LOGP, %ebx
        mov     %rax, (%rbx)
        add     $8, %ebx
        mov     %ebx, LOGP
        pop     %rbx
        popf
        ret

        .balign 16
stubs64:
        .set    vector, 0
        .rept   0x39
        .if     vector == 8 || vector == 17 || (vector >= 10 && vector <= 14)
        nop
        nop
        .else
        push    $0x55
        .endif
        push    $vector
        jmp     handler64
        .balign 16
        .set    vector, vector + 1
        .endr
handler64:
        push    %rax
        push    %rbx
        movzbl  16(%rsp), %eax
        or      $0xee000000, %eax
        call    mark64
        mov     24(%rsp), %rax
        call    mark64
        LOG64   32+8(%rsp)
        mov     40(%rsp), %rax
        call    mark64
        mov     48(%rsp), %rax
        and     $0x37700, %eax
        call    mark64
        LOG64   56+8(%rsp)
        mov     64(%rsp), %rax
        call    mark64
        mov     %rsp, %rax
        call    mark64
        mov     RESUME, %eax
        mov     %rax, 32(%rsp)
        pop     %rbx
        pop     %rax
        add     $16, %rsp
        iretq

        .balign 16
idt64:
        .set    vector, 0
        .rept   0x39
        .if     vector == 3 || vector == 0x30
        GATE    CODE_64, stubs64+vector*16, 0xee
        .elseif vector == 0x32
        GATE    CODE_64, stubs64+vector*16, 0xef
        .elseif vector == 0x33
        GATE    FLAT_CODE, stubs64+vector*16, 0xee
        .elseif vector == 0x34
        GATE    CODE_64, stubs64+vector*16, 0x6e
        .elseif vector == 0x35
        GATE    FLAT_DATA, stubs64+vector*16, 0xee
        .elseif vector == 0x36
        GATE    CODE_64, to_ring0_64, 0xee
        .elseif vector == 0x37
        GATE    CODE_64, stubs64+vector*16, 0xe6
        .elseif vector == 0x38
        GATE    CODE_64, stubs64+vector*16, 0x8e, 1
        .else
        GATE    CODE_64, stubs64+vector*16, 0x8e
        .endif
        .quad   0
        .set    vector, vector + 1
        .endr
idt64_end:
idt_pointer_64:
        .word   idt64_end - idt64 - 1
        .long   idt64

code64_pointers:
        .long   far64
        .word   CODE_64
        .long   far64_64, 0
        .word   CODE_64
        .long   compat_conforming
        .word   CODE_CONFORMING
        .long   0
        .word   GATE_64
        .long   far64
        .word   FLAT_DATA
        .long   far64
        .word   CODE_BOTH
        .long   0
        .word   0

        .code32
compat_conforming:
        LOG32   %esp
        LOG32   (%esp)
        lret

        .balign 8
tss64:  .long   0, STACK0, 0, STACK1, 0, 0, 0, 0, 0
        .long   0x3e00, 0               # IST 1
        .zero   0x66 - 0x2c
        .word   0x68
tss64_end:
