# ---- protected mode -----------------------------------------------------------------------------

        .code32
        .macro LOG32 value:vararg
        pushl   %eax
        mov     \value, %eax
        call    log32
        popl    %eax
        .endm

        .macro MARK32 value
        LOG32   $(0xaaaa0000 + \value)
        .endm

        .macro TRY32 instruction:vararg
        movl    $.Lr\@, %fs:RESUME
        \instruction
.Lr\@:
        .endm

        # Loads a segment register, and logs what it holds then.
        .macro LOADS register, selector:vararg
        mov     $\selector, %eax
        TRY32   mov %ax, %\register
        mov     %\register, %eax
        call    log32
        .endm

protected:
        mov     $USER_DATA, %eax
        mov     %ax, %fs
        mov     $FLAT_DATA, %eax
        mov     %ax, %ds
        mov     %ax, %es
        mov     %ax, %ss
        mov     $STACK, %esp
        xor     %eax, %eax
        mov     %ax, %gs
        MARK32  0x10
        mov     %cr0, %eax
        LOG32   %eax
        LOG32   %ebx

        MARK32  0x11                    # access through segments
        TRY32   mov %gs:0, %eax
        TRY32   mov %eax, %gs:0
        mov     $DATA_SMALL, %eax
        mov     %ax, %gs
        movl    $0x12345678, %gs:0xffc
        TRY32   mov %gs:0xffd, %eax
        TRY32   mov %gs:0xfff, %ax
        mov     %gs:0xfff, %al
        TRY32   mov %gs:0x1000, %al
        TRY32   mov %al, %gs:0x1000
        TRY32   incl %gs:0xffd
        TRY32   mov %gs:-1, %al
        TRY32   cmpxchg8b %gs:0xff9
        mov     $0xffc, %ebx
        TRY32   btsl $40, %gs:(%ebx)
        mov     $32, %eax
        TRY32   bts %eax, %gs:(%ebx)
        mov     $DATA_DOWN, %eax
        mov     %ax, %gs
        LOG32   gdt + DATA_DOWN + 4
        TRY32   mov %gs:0xfff, %eax
        TRY32   mov %gs:0, %al
        mov     %gs:0x1000, %eax
        mov     %gs:0x10000, %eax
        mov     $DATA_DOWN_16, %eax
        mov     %ax, %gs
        TRY32   mov %gs:0xfff, %al
        mov     %gs:0x1000, %eax
        mov     %gs:0xfffc, %eax
        TRY32   mov %gs:0xfffd, %eax
        TRY32   mov %gs:0x10000, %al
        mov     $DATA_READ, %eax
        mov     %ax, %gs
        mov     %gs:0, %eax
        TRY32   mov %eax, %gs:0
        TRY32   addl $1, %gs:0
        TRY32   xchg %eax, %gs:0
        TRY32   mov %eax, %cs:0x3fe0
        mov     %cs:0x3fe0, %eax
        TRY32   ljmp $CODE_EXEC, $1f
1:      TRY32   mov %cs:0x3fe0, %eax
        ljmp    $FLAT_CODE, $1f
1:
        mov     $DATA_SMALL, %eax
        mov     %ax, %es
        mov     $0xffe, %edi
        mov     $0x3fe0, %esi
        mov     $4, %ecx
        TRY32   rep movsb
        LOG32   %ecx
        LOG32   %esi
        LOG32   %edi
        mov     $0xffe, %edi
        TRY32   stosl
        mov     $0xffd, %edi
        TRY32   scasl
        mov     $FLAT_DATA, %eax
        mov     %ax, %es

        MARK32  0x12                    # loads of segment registers
        LOADS   gs, 0x1000
        LOADS   gs, DATA_ABSENT
        LOADS   gs, CODE_EXEC
        LOADS   gs, CODE_CONFORMING + 3
        LOADS   gs, FLAT_CODE
        LOADS   gs, TSS
        LOADS   gs, GATE_32
        LOADS   gs, 0x14                # no LDT yet
        LOADS   gs, 2
        LOADS   gs, FLAT_DATA + 3
        LOADS   gs, USER_DATA
        LOADS   ss, 0
        LOADS   ss, 3
        LOADS   ss, FLAT_DATA + 1
        LOADS   ss, USER_DATA
        LOADS   ss, USER_DATA - 3
        LOADS   ss, DATA_READ
        LOADS   ss, FLAT_CODE
        LOADS   ss, DATA_ABSENT
        LOADS   ss, 0x1000
        LOADS   ss, DATA_DOWN
        LOADS   ss, FLAT_DATA
        mov     $0x1000, %eax
        push    %eax
        TRY32   pop %gs
        LOG32   %esp
        mov     $STACK, %esp
        pushl   $0x87654321
        push    %gs
        popl    %eax
        LOG32   %eax
        popl    %eax
        movl    $0x1234, 0x3fe0
        movl    $DATA_ABSENT, 0x3fe4
        TRY32   lgs 0x3fe0, %ebx
        TRY32   lds 0x3fe0, %ebx
        movl    $DATA_SMALL, 0x3fe4
        lgs     0x3fe0, %ebx
        LOG32   %ebx
        mov     %gs, %eax
        LOG32   %eax
        TRY32   .byte 0x8e, 0xc8
        TRY32   .byte 0x8e, 0xf0

        MARK32  0x13                    # descriptor tables and tasks
        mov     $FLAT_DATA, %eax
        TRY32   lldt %ax
        mov     $DATA_ABSENT, %eax
        TRY32   lldt %ax
        mov     $0x1000, %eax
        TRY32   lldt %ax
        mov     $4, %eax
        TRY32   lldt %ax
        TRY32   ltr %ax
        xor     %eax, %eax
        TRY32   ltr %ax
        mov     $LDT, %eax
        TRY32   ltr %ax
        lldt    %ax
        sldt    %ebx
        LOG32   %ebx
        LOADS   gs, 0x0c
        LOADS   gs, 0x14
        LOADS   gs, 0x24
        mov     $TSS, %eax
        ltr     %ax
        str     %ebx
        LOG32   %ebx
        TRY32   ltr %ax
        LOG32   gdt + TSS + 4
        mov     $TSS_16, %eax
        ltr     %ax
        LOG32   gdt + TSS_16 + 4
        andb    $0xfd, gdt + TSS + 5
        mov     $TSS, %eax
        ltr     %ax
        sgdt    0x3fe0
        LOG32   0x3fe0
        LOG32   0x3fe4
        mov     $0x18f0, %esi           # of each selector with RPL 0 and 3
        xor     %esi, %esi
1:      call    inspect
        add     $3, %esi
        call    inspect
        add     $5, %esi
        cmp     $0x130, %esi
        jb      1b
        mov     $0x14, %esi
        call    inspect
        mov     $0x10, %eax
        mov     $0x13, %ebx
        arpl    %bx, %ax
        setz    %cl
        LOG32   %eax
        LOG32   %ecx
        arpl    %ax, %bx
        setz    %cl
        LOG32   %ebx
        LOG32   %ecx

        MARK32  0x14                    # far transfers
        TRY32   ljmp $0, $1f
        TRY32   ljmp $FLAT_DATA, $1f
        TRY32   ljmp $CODE_ABSENT, $1f
        TRY32   ljmp $USER_CODE, $1f
        TRY32   ljmp $FLAT_CODE + 3, $1f
        TRY32   ljmp $CODE_SMALL, $0x9000
        TRY32   ljmp $LDT, $1f
        TRY32   ljmp $0x1000, $1f
        TRY32   lcall $CODE_SMALL, $0x9000
        TRY32   lcall $DATA_SMALL, $0x9000
        LOG32   %esp
        TRY32   ljmp $CODE_CONFORMING + 3, $1f
1:      mov     %cs, %eax
        LOG32   %eax
        lcall   $FLAT_CODE, $far32
        LOG32   %esp
        lcallw  *far32_pointer
        LOG32   %esp
        lcall   $GATE_32 - 3, $0
        LOG32   %esp
        lcall   $GATE_16 - 3, $0
        LOG32   %esp
        lcall   $GATE_0, $0
        TRY32   lcall $GATE_ABSENT, $0
        TRY32   lcall $GATE_DATA, $0
        TRY32   lcall $GATE_1, $0
        TRY32   lcall $GATE_0 + 3, $0
        TRY32   ljmp $GATE_1, $0
        ljmp    $GATE_0, $1             # the offset does not count
gate0:  mov     %cs, %eax
        LOG32   %eax
        LOG32   %esp
        mov     $STACK, %esp
        push    $USER_DATA              # returns that fail
        push    $STACK3
        push    $USER_CODE
        push    $0
        movl    $0x3fc, (%esp)
        movl    $FLAT_DATA, 4(%esp)
        TRY32   lret
        movl    $USER_CODE - 3, 4(%esp)
        TRY32   lret
        movl    $USER_CODE, 4(%esp)
        movl    $FLAT_DATA, 12(%esp)
        TRY32   lret
        movl    $0, 12(%esp)
        TRY32   lret
        movl    $DATA_ABSENT + 3, 12(%esp)
        TRY32   lret
        movl    $CODE_ABSENT, 4(%esp)
        TRY32   lret
        movl    $0, 4(%esp)
        TRY32   lret
        LOG32   %esp
        mov     $STACK, %esp

        MARK32  0x15                    # interrupts
        TRY32   int $0x30
        TRY32   int $0x31
        TRY32   int $0x32
        TRY32   int $0x33
        TRY32   int $0x34
        TRY32   int $0x35
        TRY32   int $0x37
        TRY32   int $0x39
        TRY32   int $0x80
        TRY32   int3
        TRY32   .byte 0xf1
        TRY32   ud2
        mov     $0x7f, %al
        add     $1, %al
        TRY32   into
        sti
        nop
        TRY32   int $0x30
        TRY32   int $0x32
        LOG32   %esp
        cli
        pushfl
        popl    %eax
        LOG32   %eax

        MARK32  0x16                    # 16-bit code and stacks
        ljmp    $CODE_16, $code16
code16_done:
        mov     $DATA_16, %eax
        mov     %ax, %ss
        mov     $0x55550000 + STACK, %esp
        push    $0x12345678
        mov     %esp, %ebx
        pop     %eax
        mov     %ss, %ecx
        pushl   $1f
        ret
1:      mov     %esp, %edx
        mov     $0x66660000 + STACK, %ebp
        enter   $8, $0
        mov     %esp, %esi
        mov     %ebp, %edi
        leave
        mov     %esp, %ecx
        mov     $FLAT_DATA, %eax
        mov     %ax, %ss
        mov     $STACK, %esp
        LOG32   %ebx
        LOG32   %edx
        LOG32   %esi
        LOG32   %edi
        LOG32   %ecx
        LOG32   %ebp
        mov     $DATA_16, %eax
        mov     %ax, %ss
        mov     $2, %esp
        TRY32   pop %ax
        mov     %esp, %ebx
        mov     $FLAT_DATA, %eax
        mov     %ax, %ss
        mov     $STACK, %esp
        LOG32   %ebx
        mov     $0x3fe0, %ebx
        mov     $0x11223344, %edx
        mov     %edx, 0x3fe0
        addr16 mov (%bx), %eax
        LOG32   %eax
        mov     $0x103fe0, %esi
        addr16 lodsl
        LOG32   %eax
        LOG32   %esi
        mov     $0x103fe0, %ebx
        mov     $4, %eax
        addr16 xlatb
        LOG32   %eax

        MARK32  0x17                    # ring 3
        mov     $FLAT_DATA, %eax
        mov     %ax, %ds
        mov     $CODE_CONFORMING, %eax
        mov     %ax, %es
        mov     $DATA_1 - 1, %eax
        mov     %ax, %gs
        pushl   $USER_DATA
        pushl   $STACK3
        pushl   $0x2
        pushl   $USER_CODE
        pushl   $ring3
        iretl

inspect:
        mov     $0x77777777, %eax
        lar     %esi, %eax
        setz    %bl
        call    log32
        mov     $0x77777777, %eax
        lsl     %esi, %eax
        setz    %bh
        call    log32
        verr    %si
        setz    %cl
        verw    %si
        setz    %ch
        shl     $16, %ecx
        mov     %bx, %cx
        LOG32   %ecx
        mov     $0x77777777, %eax
        lar     %si, %ax
        LOG32   %eax
        ret

far32:  LOG32   (%esp)
        LOG32   4(%esp)
        lret
far32_pointer:
        .word   far32_16, FLAT_CODE
far32_16:
        LOG32   (%esp)
        lretw

gate32: mov     %cs, %eax
        LOG32   %eax
        LOG32   %esp
        LOG32   0(%esp)
        LOG32   4(%esp)
        LOG32   8(%esp)
        LOG32   12(%esp)
        LOG32   16(%esp)
        LOG32   20(%esp)
        testb   $3, 4(%esp)
        jnz     1f
        lret
1:      lret    $8
gate1:  mov     %cs, %eax
        LOG32   %eax
        mov     %ss, %eax
        LOG32   %eax
        LOG32   %esp
        LOG32   0(%esp)
        LOG32   4(%esp)
        LOG32   8(%esp)
        LOG32   12(%esp)
        LOG32   16(%esp)
        TRY32   cli
        TRY32   hlt
        TRY32   mov %cr0, %eax
        lret    $4

        .code16
gate16: movzwl  %sp, %ebx
        LOG16   %esp
        LOG16   %ss:0(%ebx)
        LOG16   %ss:4(%ebx)
        LOG16   %ss:8(%ebx)
        testb   $3, %ss:2(%ebx)
        jnz     1f
        lretw
1:      lretw   $4
code16:
        MARK16  0x160
        mov     %cs, %ax
        LOG16   %eax
        push    %ax
        LOG16   %esp
        pop     %ax
        call    1f
1:      LOG16   %esp
        pop     %ax
        TRY16   ud2
        TRY16   int $0x33
        TRY16   int $0x30
        mov     $0xffff, %bx
        TRY16   mov (%bx), %eax         # DS is flat
        mov     $DATA_16, %ax
        mov     %ax, %ds
        TRY16   mov (%bx), %ax
        mov     $FLAT_DATA, %ax
        mov     %ax, %ds
        lcall   $CODE_16, $2f
        LOG16   %esp
        lcall   $FLAT_CODE, $far32_16
        LOG16   %esp
        TRY16   ljmpl $CODE_16, $0x10000
        ljmpl   $FLAT_CODE, $code16_done
2:      LOG16   (%esp)
        lretw
handler33:                              # through a 16-bit trap gate
        LOG16   %esp
        push    %bp
        movzwl  %sp, %ebp
        LOG16   %ss:2(%ebp)
        LOG16   %ss:4(%ebp)
        pop     %bp
        iretw

        .code32
ring3:
        MARK32  0x170
        mov     %cs, %eax
        LOG32   %eax
        mov     %ds, %eax
        LOG32   %eax
        mov     %es, %eax
        LOG32   %eax
        mov     %gs, %eax
        LOG32   %eax
        mov     %fs, %eax
        LOG32   %eax
        mov     %ss, %eax
        LOG32   %eax
        LOG32   %esp
        TRY32   cli
        TRY32   sti
        TRY32   hlt
        TRY32   mov %cr0, %eax
        TRY32   mov %eax, %cr3
        TRY32   mov %dr7, %eax
        TRY32   clts
        TRY32   lgdt %fs:0x3fe0
        TRY32   lidt %fs:0x3fe0
        TRY32   lldt %ax
        TRY32   ltr %ax
        TRY32   lmsw %ax
        TRY32   invlpg %fs:0x3fe0
        TRY32   wbinvd
        TRY32   rdmsr
        TRY32   wrmsr
        mov     $SERIAL + 7, %edx
        TRY32   in %dx, %al             # permitted by the map
        mov     $SERIAL - 1, %edx
        TRY32   in %dx, %al
        mov     $SERIAL + 7, %edx
        TRY32   in %dx, %ax
        mov     $0x7000, %edx
        TRY32   in %dx, %al
        TRY32   in $0x80, %al
        pushl   $0x3202
        popfl
        pushfl
        popl    %eax
        LOG32   %eax
        LOADS   gs, FLAT_DATA
        LOADS   gs, FLAT_DATA + 3
        LOADS   gs, DATA_1
        LOADS   gs, USER_DATA
        LOADS   gs, USER_DATA - 3
        LOADS   gs, CODE_CONFORMING
        LOADS   gs, FLAT_CODE
        LOADS   gs, 0
        LOADS   ss, FLAT_DATA
        LOADS   ss, USER_DATA - 3
        LOADS   ss, 0
        mov     $FLAT_DATA, %esi
        call    inspect
        mov     $USER_DATA, %esi
        call    inspect
        mov     $CODE_CONFORMING, %esi
        call    inspect
        mov     $GATE_32, %esi
        call    inspect
        mov     $USER_DATA, %eax
        mov     %ax, %ds
        mov     %ax, %es
        TRY32   int $0x30
        TRY32   int $0x31
        TRY32   int $0x32
        TRY32   int $0x34
        TRY32   int $0x80
        TRY32   int3
        TRY32   .byte 0xf1
        TRY32   ud2
        TRY32   ljmp $FLAT_CODE, $1f
        TRY32   ljmp $FLAT_CODE + 3, $1f
        TRY32   ljmp $GATE_32, $0
        TRY32   ljmp $GATE_0 + 3, $0
        TRY32   lcall $GATE_0 + 3, $0
        TRY32   lcall $GATE_ABSENT, $0
        TRY32   lcall $CODE_1, $0
        TRY32   lcall $TSS, $0
        push    $0x2222
        push    $0x1111
        lcall   $GATE_32, $0
        LOG32   %esp
        pushw   $0x4444
        pushw   $0x3333
        lcall   $GATE_16, $0
        LOG32   %esp
        push    $0x5555
        lcall   $GATE_1, $0
        LOG32   %esp
        ljmp    $CODE_CONFORMING, $1f
1:      mov     %cs, %eax
        LOG32   %eax
        TRY32   cli
        TRY32   int $0x30
        ljmp    $USER_CODE, $1f
1:      push    $FLAT_CODE              # returns to an inner ring
        push    $1f
        TRY32   lret
        pushl   $2
        push    $FLAT_CODE
        push    $1f
        TRY32   iretl
        LOG32   %esp
        mov     $STACK3, %esp
        pushfl
        orl     $0x203000, (%esp)       # IOPL and IF do not change
        push    $USER_CODE
        push    $1f
        iretl
1:      pushfl
        popl    %eax
        LOG32   %eax
        ljmp    $USER_CODE_16, $1f
        .code16
1:      MARK16  0x171
        push    %ax
        LOG16   %esp
        pop     %ax
        TRY16   ud2
        TRY16   int $0x30
        ljmpl   $USER_CODE, $1f
        .code32
1:      mov     $tasks, %eax
        int     $0x36

# The handler of interrupt 0x36: goes on in ring 0 at EAX.
to_ring0:
        mov     $USER_DATA, %ebx        # null after virtual-8086 mode
        mov     %bx, %fs
        LOG32   %esp
        mov     $FLAT_DATA, %ebx
        mov     %bx, %ds
        mov     %bx, %es
        mov     %bx, %ss
        mov     $STACK, %esp
        jmp     *%eax

log32:
        pushfl
        pushl   %ebx
        mov     %fs:LOGP, %ebx
        mov     %eax, %fs:(%ebx)
        add     $4, %ebx
        mov     %ebx, %fs:LOGP
        popl    %ebx
        popfl
        ret

        .balign 16
stubs32:
        .set    vector, 0
        .rept   0x38
        .if     vector == 8 || vector == 17 || (vector >= 10 && vector <= 14)
        nop
        nop
        .else
        push    $0x55
        .endif
        pushl   $vector
        jmp     handler32
        .balign 16
        .set    vector, vector + 1
        .endr
handler32:
        pushl   %eax
        pushl   %ebx
        mov     $USER_DATA, %eax        # null after virtual-8086 mode
        mov     %ax, %fs
        movzbl  8(%esp), %eax
        or      $0xee000000, %eax
        call    log32
        LOG32   12+4(%esp)
        LOG32   16+4(%esp)
        LOG32   20+4(%esp)
        mov     24(%esp), %eax
        and     $0x37700, %eax
        call    log32
        LOG32   %esp
        mov     %fs:RESUME, %eax
        mov     %eax, 16(%esp)
        popl    %ebx
        popl    %eax
        add     $8, %esp
        iretl

        .balign 16
idt:
        .set    vector, 0
        .rept   0x30
        .if     vector == 3 || vector == 4
        GATE    FLAT_CODE, stubs32+vector*16, 0xee
        .else
        GATE    FLAT_CODE, stubs32+vector*16, 0x8e
        .endif
        .set    vector, vector + 1
        .endr
        GATE    FLAT_CODE, stubs32+0x30*16, 0xee
        GATE    FLAT_CODE, stubs32+0x31*16, 0x8e
        GATE    FLAT_CODE, stubs32+0x32*16, 0xef
        GATE    CODE_16, handler33, 0xe7
        GATE    FLAT_CODE, stubs32+0x34*16, 0x6e
        GATE    FLAT_DATA, stubs32+0x35*16, 0xee
        GATE    FLAT_CODE, to_ring0, 0xee
        GATE    CODE_1, stubs32+0x37*16, 0xee
        GATE    TSS_2, 0, 0xe5
idt_end:

        .balign 16
gdt:
        .quad   0
        DESCRIPTOR 0, 0xfffff, 0x9b, 0xc
        DESCRIPTOR 0, 0xfffff, 0x93, 0xc
        DESCRIPTOR 0, 0xfffff, 0xfb, 0xc
        DESCRIPTOR 0, 0xfffff, 0xf3, 0xc
        DESCRIPTOR 0, 0xffff, 0x9b, 0
        DESCRIPTOR 0, 0xffff, 0x93, 0
        DESCRIPTOR DATA, 0xfff, 0x93, 4
        DESCRIPTOR DATA, 0xfff, 0x96, 4
        DESCRIPTOR DATA, 0xfff, 0x97, 0
        DESCRIPTOR DATA, 0xfff, 0x91, 4
        DESCRIPTOR DATA, 0xfff, 0x13, 4
        DESCRIPTOR 0, 0xfffff, 0x99, 0xc
        DESCRIPTOR 0, 0xfffff, 0x9f, 0xc
        DESCRIPTOR 0, 0xfffff, 0x1b, 0xc
        DESCRIPTOR 0, 0x8fff, 0x9b, 4
        .word   tss_end - tss - 1, tss, 0x8900, 0
        .word   ldt_end - ldt - 1, ldt, 0x8200, 0
        GATE    FLAT_CODE, gate32, 0xec, 2
        GATE    CODE_16, gate16, 0xe4, 2
        GATE    FLAT_CODE, gate0, 0x8c, 0
        GATE    FLAT_CODE, gate32, 0x6c, 2
        GATE    FLAT_DATA, gate32, 0xec, 2
        DESCRIPTOR 0, 0xfffff, 0xbb, 0xc
        DESCRIPTOR 0, 0xfffff, 0xb3, 0xc
        GATE    CODE_1, gate1, 0xec, 1
        DESCRIPTOR 0, 0xfffff, 0x9b, 0xa
        DESCRIPTOR 0, 0xfffff, 0xfb, 0xa
        .word   tss64_end - tss64 - 1, tss64, 0x8900, 0, 0, 0, 0, 0
        GATE    CODE_64, gate64, 0xec
        .quad   0
        .word   ldt_end - ldt - 1, ldt, 0x8200, 0, 0, 0, 0, 0
        DESCRIPTOR 0, 0xffff, 0xfb, 0
        .word   0x2b, tss, 0x8100, 0
        DESCRIPTOR 0, 0xfffff, 0x9b, 0xe
        .word   0x67, tss_2, 0x8900, 0
        GATE    TSS_2, 0, 0xe5
        .word   0x2b, tss_16_2, 0x8100, 0
        .word   0x66, tss_2, 0x8900, 0
        .word   0x67, tss_2, 0x0900, 0
gdt_end:

ldt:
        .quad   0
        DESCRIPTOR DATA, 0xfff, 0x93, 4
        DESCRIPTOR 0, 0xfffff, 0xf3, 0xc
        .quad   0
ldt_end:

tss:
        .long   0, STACK0, FLAT_DATA, STACK1, DATA_1, 0, 0
        .zero   0x66 - 0x1c
        .word   0x68
        .fill   0x7f, 1, 0xff
        .byte   0                       # ports 0x3f8 to 0x3ff
        .fill   2, 1, 0xff
tss_end:
