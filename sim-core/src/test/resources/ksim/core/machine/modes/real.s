# ---- real mode --------------------------------------------------------------------------------

        .macro LOG16 value:vararg
        pushl   %eax
        mov     \value, %eax
        call    log16
        popl    %eax
        .endm

        .macro MARK16 value:vararg
        LOG16   $(0xaaaa0000 + \value)
        .endm

        # Executes what may raise an exception; goes on behind it in any case.
        .macro TRY16 instruction:vararg
        movw    $.Lr\@, %fs:RESUME
        \instruction
.Lr\@:
        .endm

real:
        xor     %ax, %ax
        mov     %ax, %ds
        mov     %ax, %es
        mov     %ax, %fs
        mov     %ax, %gs
        mov     %ax, %ss
        mov     $STACK, %esp
        movl    $LOG, LOGP
        mov     $0xff, %al              # no interrupts from the PICs
        out     %al, $0x21
        out     %al, $0xa1
        call    install16
        cmpb    $0, skip_real
        jne     to_protected
        MARK16  1
        # what the reset state is
        mov     %cr0, %eax
        LOG16   %eax
        pushfl
        popl    %eax
        LOG16   %eax
        smsw    %eax
        LOG16   %eax

        MARK16  2                       # exceptions
        xor     %dx, %dx
        xor     %bl, %bl
        TRY16   div %bl
        TRY16   ud2
        mov     $0xffff, %bx
        TRY16   mov (%bx), %ax
        mov     (%bx), %al
        TRY16   mov %ax, (%bx)
        mov     $0x10000, %ebx
        TRY16   mov (%ebx), %al
        mov     $0xfffd, %ebx
        TRY16   mov (%ebx), %eax
        mov     $0xfffc, %ebx
        TRY16   mov (%ebx), %eax
        mov     $0xffff, %bp
        TRY16   mov (%bp), %ax
        TRY16   sldt %ax
        TRY16   str %ax
        TRY16   ltr %ax
        TRY16   lldt %ax
        TRY16   .byte 0x8e, 0xc8        # mov %ax, %cs
        TRY16   .byte 0xf0, 0x90        # lock nop
        TRY16   lock addw $1, 0x3fe0
        TRY16   .byte 0xf0, 0x03, 0x06, 0xe0, 0x3f # lock add 0x3fe0, %ax
        TRY16   int3
        TRY16   int $0x21
        TRY16   .byte 0xf1
        movl    $0x00100005, 0x3fe0
        mov     $4, %ax
        TRY16   boundw %ax, 0x3fe0
        mov     $0x10, %ax
        TRY16   boundw %ax, 0x3fe0
        mov     $0x7f, %al
        add     $1, %al
        TRY16   into
        xor     %al, %al
        TRY16   into
        mov     $0x80000000, %eax
        TRY16   mov %eax, %cr0          # PG without PE: QEMU's TCG takes it
        TRY16   ljmpl $0, $0x10000
        # a table too short for the vector
        lidt    idt_short
        TRY16   int $0x21
        lidt    idt_real

        MARK16  3                       # transfers
        push    $0x1234
        lcall   $0, $far1
        LOG16   %esp
        push    $0x1234
        lcallw  *far1_pointer
        LOG16   %esp
        lcalll  $0, $far2
        LOG16   %esp
        pushfl
        pushl   $0
        pushl   $2f
        iretl
2:      LOG16   %esp
        pushfw
        push    %cs
        push    $3f
        iretw
3:      LOG16   %esp
        mov     $4f, %eax
        or      $0, %eax
        jmp     *%ax
4:      mov     $5f, %ebx
        jmpl    *%ebx
5:      calll   near32
        LOG16   %esp
        mov     $0x10002, %ecx
        xor     %eax, %eax
6:      inc     %eax
        loop    6b
        LOG16   %ecx
        LOG16   %eax
        mov     $3, %ecx
        xor     %eax, %eax
6:      inc     %eax
        addr32 loop 6b
        LOG16   %ecx
        LOG16   %eax
        mov     $0x10000, %ecx
        jcxz    7f
        MARK16  0xbad
7:      jecxz   8f
        MARK16  0x900d
8:
        MARK16  4                       # stack
        mov     $0x11112222, %eax
        mov     $0x33334444, %ecx
        mov     $0x55556666, %edx
        mov     $0x77778888, %ebx
        mov     $0x9999aaaa, %ebp
        mov     $0xbbbbcccc, %esi
        mov     $0xddddeeee, %edi
        pusha
        LOG16   2(%esp)
        LOG16   6(%esp)
        LOG16   10(%esp)
        LOG16   14(%esp)
        xor     %ax, %ax
        xor     %cx, %cx
        xor     %dx, %dx
        xor     %bx, %bx
        xor     %bp, %bp
        xor     %si, %si
        xor     %di, %di
        popa
        LOG16   %eax
        LOG16   %ecx
        LOG16   %edx
        LOG16   %ebx
        LOG16   %ebp
        LOG16   %esi
        LOG16   %edi
        LOG16   %esp
        pushal
        LOG16   20(%esp)
        xor     %eax, %eax
        xor     %edi, %edi
        popal
        LOG16   %eax
        LOG16   %edi
        push    $-2
        popw    %ax
        LOG16   %eax
        pushl   $-2
        popl    %eax
        LOG16   %eax
        pushl   $0x87654321
        push    %ds
        pushl   %ds
        popl    %eax
        LOG16   %eax
        popw    %ax
        popl    %eax
        LOG16   %eax
        mov     $STACK, %bp
        mov     $0xabcd0000 + STACK, %ebp
        enter   $16, $0
        LOG16   %ebp
        LOG16   %esp
        leave
        LOG16   %ebp
        LOG16   %esp
        mov     $STACK - 0x80, %bp
        enterw  $8, $3
        LOG16   %esp
        LOG16   %ebp
        leave
        mov     $STACK, %esp
        mov     $0x9abc0000 + STACK, %esp # the upper half of ESP does not count, and stays
        push    %ax
        LOG16   %esp
        pop     %ax
        call    near16
        LOG16   %esp
        mov     $STACK, %esp
        mov     %sp, %bp
        push    %sp
        pop     %ax
        LOG16   %eax

        MARK16  5                       # strings wrap at 64 KiB and keep the upper halves
        mov     $0x5afffe, %esi
        mov     $0x5a3fc0, %edi
        mov     $0x5a0004, %ecx
        movb    $1, 0xfffe
        movb    $2, 0xffff
        movb    $3, 0x0000
        movb    $4, 0x0001
        rep movsb
        LOG16   0x3fc0
        LOG16   %esi
        LOG16   %edi
        LOG16   %ecx
        movl    $0, 0
        mov     $0xffff, %si
        mov     $0x3fc0, %di
        mov     $2, %cx
        TRY16   rep movsw
        LOG16   %ecx
        LOG16   %esi
        std
        mov     $1, %si
        mov     $4, %cx
        mov     $0x3fc3, %di
        rep movsb
        cld
        LOG16   0x3fc0
        LOG16   %esi
        mov     $0x10000, %esi
        mov     $1, %ecx
        TRY16   addr32 lodsb

        call    install16               # the vector at 0 has been overwritten
        MARK16  6                       # decimal
        call    decimal16
        MARK16  7                       # segment registers and far pointers
        movl    $0x12345678, 0x3fe0
        les     0x3fe0, %bx
        LOG16   %ebx
        mov     %es, %ax
        LOG16   %eax
        xor     %eax, %eax
        mov     %ax, %es
        mov     $0x3f0, %ax
        mov     %ax, %gs
        mov     %gs:0xe0, %ebx
        LOG16   %ebx
        movl    $0, 0x3fe0
        lss     0x3fe0, %bx
        mov     %ss, %ax
        LOG16   %eax
        sgdt    0x3fe0
        sidt    0x3fe8
        LOG16   0x3fe8
        LOG16   0x3fec
        lgdtw   gdt_pointer_high        # 16-bit operand size: 24 bits of base
        sgdt    0x3fe0
        LOG16   0x3fe0
        LOG16   0x3fe4
        lgdtl   gdt_pointer_high
        sgdt    0x3fe0
        LOG16   0x3fe0
        LOG16   0x3fe4

to_protected:
        MARK16  8
        lgdtl   gdt_pointer
        lidtl   idt_pointer
        mov     %cr0, %eax
        or      $1, %al
        mov     %eax, %cr0
        mov     $0x3f0, %ebx            # still the segment of real mode, and 16-bit code
        mov     %gs:0xe0, %bx
        ljmpl   $FLAT_CODE, $protected

far1:   LOG16   %esp
        lretw   $2
far1_pointer:
        .word   far1, 0
far2:   LOG16   (%esp)
        LOG16   4(%esp)
        lretl
near32: LOG16   (%esp)
        retl
near16: ret

# Without PUSHF, which virtual-8086 mode refuses.
log16:
        pushl   %ebx
        mov     %fs:LOGP, %ebx
        mov     %eax, %fs:(%bx)
        lea     4(%ebx), %ebx
        mov     %ebx, %fs:LOGP
        popl    %ebx
        ret

        # AX is logged with CF and AF after each adjustment.
        .macro ADJUST instruction:vararg
        \instruction
        call    logdecimal
        .endm

logdecimal:
        pushfw
        pushl   %eax
        pushfw
        popw    %bx
        and     $0x11, %bx
        shl     $16, %eax
        mov     %bx, %ax
        call    log16
        popl    %eax
        popfw
        ret

decimal16:
        mov     $0x0019, %si
1:      mov     %si, %ax
        clc
        ADJUST  daa
        mov     %si, %ax
        stc
        ADJUST  das
        mov     %si, %ax
        cmp     $1, %al
        ADJUST  aaa
        mov     %si, %ax
        cmp     $1, %al
        ADJUST  aas
        mov     %si, %ax
        aam
        LOG16   %eax
        mov     %si, %ax
        aad
        LOG16   %eax
        mov     %si, %ax
        .byte   0xd4, 7
        LOG16   %eax
        stc
        .byte   0xd6
        LOG16   %eax
        add     $0x2347, %si
        cmp     $0x2347 * 6 + 0x19, %si
        jne     1b
        TRY16   .byte 0xd4, 0
        ret

        # Every vector goes to the stub of its number, 4 bytes each.
install16:
        xor     %di, %di
        mov     $stubs16, %ax
        mov     $0x30, %cx
1:      stosw
        movw    $0, (%di)
        add     $2, %di
        add     $4, %ax
        loop    1b
        ret
stubs16:
        .rept   0x30
        call    handler16
        nop
        .endr
handler16:
        mov     %ax, %fs:0x3fd0
        popw    %ax
        sub     $stubs16 + 3, %ax
        shr     $2, %ax
        pushl   %ebx
        mov     %esp, %ebx
        movzwl  %ax, %eax
        or      $0xee000000, %eax
        call    log16
        mov     %ss:4(%bx), %ax         # IP
        shl     $16, %eax
        mov     %ss:6(%bx), %ax         # CS
        call    log16
        movzwl  %ss:8(%bx), %eax        # FLAGS
        and     $0x7700, %eax
        call    log16
        mov     %fs:RESUME, %ax
        mov     %ax, %ss:4(%bx)
        popl    %ebx
        mov     %fs:0x3fd0, %ax
        iret

idt_real:
        .word   0x3ff
        .long   0
idt_short:
        .word   0x21 * 4 + 2
        .long   0
gdt_pointer_high:
        .word   gdt_end - gdt - 1
        .long   gdt + 0x9a000000
gdt_pointer:
        .word   gdt_end - gdt - 1
        .long   gdt
idt_pointer:
        .word   0x39 * 8 - 1
        .long   idt
