# ---- call gates, 16-bit code and ring 3 ----------------------------------------------------------

        .code32
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
