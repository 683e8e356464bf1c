# ---- handlers and tables of protected mode -------------------------------------------------------

        .code32
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
