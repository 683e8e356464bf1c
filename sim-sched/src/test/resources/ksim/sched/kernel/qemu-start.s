# Starts a model kernel in QEMU by multiboot: the same state in which LongModeStart hands over, for
# one CPU. The kernel's code and data are taken from text.bin and data.bin; MEMORY and ENTRY come
# from the command line.

        .code32
        .section .boot, "ax"
        .align  4
        .long   0x1BADB002, 0, -0x1BADB002      # multiboot header, no wishes
        .globl  _start
_start: cli
        movb    $0xff, %al                      # the kernel uses the local APIC only:
        outb    %al, $0x21                      # mask both interrupt controllers
        outb    %al, $0xa1

        movl    $0x10000, %edi                  # page tables at 0x10000 to 0x17fff
        movl    $0x2000, %ecx
        xorl    %eax, %eax
        rep stosl
        movl    $0x13000, %edi                  # 0x13000: the first 4 GiB in pages of 2 MiB
        movl    $0x83, %eax
        movl    $2048, %ecx
1:      movl    %eax, (%edi)
        addl    $8, %edi
        addl    $0x200000, %eax
        loop    1b
        movl    $0x83, %eax                     # 0x17000: the image's window onto address 0
        movl    $512, %ecx
1:      movl    %eax, (%edi)
        addl    $8, %edi
        addl    $0x200000, %eax
        loop    1b
        movl    $0x11003, 0x10000               # identity map, with the window at 1 GiB
        movl    $0x12003, 0x10000 + 256 * 8     # linear map
        movl    $0x13003, 0x11000
        movl    $0x17003, 0x11008
        movl    $0x15003, 0x11010
        movl    $0x16003, 0x11018
        movl    $0x13003, 0x12000
        movl    $0x14003, 0x12008
        movl    $0x15003, 0x12010
        movl    $0x16003, 0x12018

        movl    $0x10000, %eax
        movl    %eax, %cr3
        movl    $0xa0, %eax                     # PGE PAE
        movl    %eax, %cr4
        movl    $0xc0000080, %ecx               # EFER: NXE LME
        rdmsr
        orl     $0x900, %eax
        wrmsr
        movl    $0x80010033, %eax               # PG WP NE ET MP PE
        movl    %eax, %cr0
        lgdt    pointer
        ljmp    $8, $long

        .code64
long:   movw    $0x10, %ax
        movw    %ax, %ds
        movw    %ax, %es
        movw    %ax, %ss
        xorl    %edi, %edi                      # CPU 0
        movl    $1, %esi                        # of one
        movl    $MEMORY, %edx
        xorl    %esp, %esp
        movq    $ENTRY, %rax
        jmp     *%rax

        .align  8
gdt:    .quad   0, 0x00af9b000000ffff, 0x00cf93000000ffff
pointer:
        .word   23
        .long   gdt

        .section .kernel_text, "ax"
        .incbin "text.bin"
        .section .kernel_data, "aw"
        .incbin "data.bin"
