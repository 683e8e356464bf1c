# Goes through the modes of the processor and writes what it finds to a log in memory: real mode,
# protected mode with 32-bit and 16-bit segments and all rings, task switches, virtual-8086 mode,
# IA-32e mode with 64-bit and compatibility code and rings, and back to real mode. The log then goes
# to the serial port.
#
#   as --32 modes.s -o modes.o && ld -m elf_i386 -Ttext 0 --oformat binary modes.o -o modes.bin
#
# The image is a ROM of 64 KiB that ends at 1 MiB and begins at its last 16 bytes. It copies itself to
# RAM at the same offsets, so that offsets in segment 0 are linear addresses.

        .set LOGP, 0x3ff0               # next free byte of the log
        .set RESUME, 0x3ff4             # where an exception handler goes on
        .set LOG, 0x4000
        .set SERIAL, 0x3f8
        .set STACK, 0x3f00
        .set STACK0, 0x3c00             # of ring 0, for gates from outer rings
        .set STACK1, 0x3a00
        .set STACK3, 0x3800             # of ring 3
        .set PAGES, 0x20000             # page tables: PML4, PDPT, PD
        .set DATA, 0x30000              # what segments of the tests contain

        .set FLAT_CODE, 0x08
        .set FLAT_DATA, 0x10
        .set USER_CODE, 0x18 + 3
        .set USER_DATA, 0x20 + 3        # FS in protected mode, in every ring
        .set CODE_16, 0x28
        .set DATA_16, 0x30
        .set DATA_SMALL, 0x38           # limit 0xfff
        .set DATA_DOWN, 0x40            # expand-down, 32 bits, valid from 0x1000
        .set DATA_DOWN_16, 0x48         # expand-down, 16 bits
        .set DATA_READ, 0x50            # read only
        .set DATA_ABSENT, 0x58
        .set CODE_EXEC, 0x60            # execute only
        .set CODE_CONFORMING, 0x68
        .set CODE_ABSENT, 0x70
        .set CODE_SMALL, 0x78           # limit 0x8fff
        .set TSS, 0x80
        .set LDT, 0x88
        .set GATE_32, 0x90 + 3          # call gate of DPL 3, two parameters
        .set GATE_16, 0x98 + 3
        .set GATE_0, 0xa0               # call gate of DPL 0
        .set GATE_ABSENT, 0xa8 + 3
        .set GATE_DATA, 0xb0 + 3        # call gate to a data segment
        .set CODE_1, 0xb8 + 1           # ring 1
        .set DATA_1, 0xc0 + 1
        .set GATE_1, 0xc8 + 3           # call gate to ring 1
        .set CODE_64, 0xd0
        .set USER_CODE_64, 0xd8 + 3
        .set TSS_64, 0xe0               # 16 bytes
        .set GATE_64, 0xf0 + 3          # 16 bytes
        .set LDT_64, 0x100              # 16 bytes
        .set USER_CODE_16, 0x110 + 3
        .set USER_CODE_CONFORMING, 0x68 + 3
        .set TSS_16, 0x118
        .set CODE_BOTH, 0x120           # L and D set
        .set TSS_2, 0x128
        .set TASK_GATE, 0x130 + 3
        .set TSS_16_2, 0x138
        .set TSS_SHORT, 0x140           # limit too small
        .set TSS_ABSENT, 0x148

        .macro DESCRIPTOR base, limit, access, flags
        .word \limit & 0xffff, (\base) & 0xffff
        .byte (\base) >> 16 & 0xff, \access, (\flags) << 4 | ((\limit) >> 16 & 15), (\base) >> 24 & 0xff
        .endm

        .macro GATE selector, offset, access, count=0
        .word \offset, \selector, ((\access) << 8) | \count, 0
        .endm

        .code16
        .text
        .org 0x8000
start:
        cli
        cld
        xor     %ax, %ax
        mov     %ax, %es
        mov     %cs, %ax
        mov     %ax, %ds
        mov     $0x8000, %si
        mov     $0x8000, %di
        mov     $0x3800, %cx
        rep movsw
        ljmp    $0, $real

        .include "real.s"
        .include "protected.s"
        .include "rings.s"
        .include "tables.s"
        .include "tasks.s"
        .include "long.s"

# ---- real mode again ---------------------------------------------------------------------------

        .code16
real_again:
        MARK16  0x40
        mov     %cr0, %eax
        LOG16   %eax
        # DS still has the limit of 4 GiB; a load keeps it.
        mov     $DATA, %ebx
        mov     (%ebx), %eax
        xor     %ax, %ax
        mov     %ax, %ds
        TRY16   mov (%ebx), %eax
        mov     %ax, %ss
        mov     $STACK, %esp
        lidt    idt_real
        mov     $0x1200, %ax
        mov     %ax, %ds
        mov     %ds, %ax
        LOG16   %eax
        TRY16   ud2
        xor     %ax, %ax
        mov     %ax, %ds
        MARK16  0x41

        mov     $LOG, %si
        mov     LOGP, %cx
        sub     %si, %cx
        mov     $SERIAL + 3, %dx        # eight bits
        mov     $3, %al
        out     %al, %dx
.Lnext: mov     $SERIAL + 5, %dx
.Lbusy: in      %dx, %al
        test    $0x20, %al
        jz      .Lbusy
        mov     $SERIAL, %dx
        outsb
        loop    .Lnext
.Llast: mov     $SERIAL + 5, %dx        # until the last one has left
        in      %dx, %al
        test    $0x40, %al
        jz      .Llast
        mov     $0xf4, %dx              # ends the run in QEMU and ksim
        mov     $0x10, %al
        out     %al, %dx
        mov     $shutdown, %si          # and in Bochs
        mov     $8, %cx
        mov     $0x8900, %dx
        rep outsb
1:      hlt
        jmp     1b
shutdown:
        .ascii  "Shutdown"

        .org    0xefff
skip_real:                              # 1 leaves out what is tested in real mode
        .byte   0
        .org    0xfff0
        ljmp    $0xf000, $0x8000
        .org    0x10000
