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
