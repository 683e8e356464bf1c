# Debug exceptions in 32-bit protected mode, logged to the serial port: where each came, RF in its
# frame, DR6.
#
#   as --32 debug.s -o debug.o && ld -m elf_i386 -Ttext 0 --oformat binary debug.o -o debug.bin
#
# The image is a ROM of 64 KiB that ends at 1 MiB. It copies itself to RAM at the same offsets.

        .set LOGP, 0x3ff0               # next free byte of the log
        .set LOG, 0x4000
        .set SERIAL, 0x3f8
        .set STACK, 0x3f00
        .set STACK3, 0x3800             # of ring 3
        .set TABLE, 0x20000             # page directory
        .set DATA, 0x30000
        .set FAR, 0x40000000            # a page that is not there at first

        .set CODE, 0x08
        .set FLAT, 0x10
        .set USER_CODE, 0x18 + 3
        .set USER_DATA, 0x20 + 3
        .set TSS, 0x28

        .macro GATE selector, offset, access
        .word \offset, \selector, (\access) << 8, 0
        .endm

        .macro LOG32 value:vararg
        pushl   \value
        call    log32
        .endm

        .macro MARK value
        LOG32   $(0xaaaa0000 + \value)
        .endm

        .macro BREAK address, control
        movl    $\address, %eax
        mov     %eax, %dr0
        movl    $\control, %eax
        mov     %eax, %dr7
        .endm

        .macro NOBREAK
        xor     %eax, %eax
        mov     %eax, %dr7
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
        ljmp    $0, $low
low:
        xor     %ax, %ax
        mov     %ax, %ds
        movl    $LOG, LOGP
        mov     $0xff, %al              # no interrupts from the PICs
        out     %al, $0x21
        out     %al, $0xa1
        lgdtl   gdt_pointer
        lidtl   idt_pointer
        mov     %cr0, %eax
        or      $1, %al
        mov     %eax, %cr0
        ljmp    $CODE, $flat
        .code32
flat:
        mov     $FLAT, %ax
        mov     %ax, %ds
        mov     %ax, %es
        mov     %ax, %ss
        mov     $USER_DATA, %ax
        mov     %ax, %fs
        mov     %ax, %gs
        mov     $STACK, %esp
        mov     $TSS, %ax
        ltr     %ax

        MARK    1                       # execution, twice
        BREAK   2f, 0x2
        mov     $2, %ecx
        xor     %edx, %edx
1:      nop
2:      inc     %edx
        loop    1b

        MARK    2                       # a watched frame of an exception
        BREAK   STACK-4, 0xd0002
        ud2
        NOBREAK

        MARK    3                       # a watched word in a repeated store, execution watched too
        mov     $2f, %eax
        mov     %eax, %dr1
        BREAK   DATA+2, 0x1000a
        mov     $DATA, %edi
        mov     $5, %ecx
        xor     %eax, %eax
2:      rep stosb
        nop
        NOBREAK
        LOG32   %ecx

        MARK    4                       # a load of SS delays traps and lets execution pass
        mov     $FLAT, %eax
        mov     %eax, DATA
        mov     $2f, %eax
        mov     %eax, %dr1
        BREAK   DATA, 0xf000a
        mov     DATA, %ss
2:      nop
        nop
        NOBREAK

        MARK    5                       # single steps
        mov     $FLAT, %eax
        pushfl
        orl     $0x100, (%esp)
        popfl
        nop
        mov     %eax, %ss
        mov     $FLAT, %eax
        mov     %eax, %ss
        nop
        int     $0x30
        pushfl
        andl    $~0x100, (%esp)
        popfl
        nop

        MARK    6                       # single steps through a repeated store
        mov     $DATA, %edi
        mov     $3, %ecx
        pushfl
        orl     $0x100, (%esp)
        popfl
        rep stosb
        pushfl
        andl    $~0x100, (%esp)
        popfl
        LOG32   %ecx

        MARK    7                       # general detect
        mov     $0x2000, %eax
        mov     %eax, %dr7
2:      mov     %dr0, %ecx
        mov     %dr7, %ecx
        LOG32   %ecx

        MARK    8                       # IRET with TF and RF
        BREAK   2f, 0x2
        pushfl
        orl     $0x10100, (%esp)
        pushl   $CODE
        pushl   $2f
        iretl
2:      nop
        nop
        pushfl
        andl    $~0x100, (%esp)
        popfl
        NOBREAK

        MARK    9                       # RF is gone after an instruction that jumps back
        BREAK   2f, 0x2
        mov     $2, %ecx
        pushfl
        orl     $0x10000, (%esp)
        pushl   $CODE
        pushl   $2f
        iretl
2:      dec     %ecx
        jnz     2b
        NOBREAK

        MARK    10                      # single step into ring 3, a gate, and back
        movl    $STACK, tss + 4
        pushl   $USER_DATA
        pushl   $STACK3
        pushl   $0x3102
        pushl   $USER_CODE
        pushl   $user
        iretl
user:   nop
        int     $0x30
        nop
        int     $0x31
back:   mov     $FLAT, %ax
        mov     %ax, %ds
        mov     %ax, %es

        MARK    11                      # INT3, INTO, INT1 under TF
        pushfl
        orl     $0x100, (%esp)
        popfl
        int3
        nop
        .byte   0xf1
        nop
        pushfl
        andl    $~0x100, (%esp)
        popfl

        MARK    12                      # execution in a page that is not there
        mov     $TABLE, %edi
        xor     %eax, %eax
        mov     $1024, %ecx
        rep stosl
        movl    $0x83, TABLE
        mov     $TABLE, %eax
        mov     %eax, %cr3
        mov     %cr4, %eax
        or      $0x10, %eax
        mov     %eax, %cr4
        mov     %cr0, %eax
        or      $0x80000000, %eax
        mov     %eax, %cr0
        BREAK   FAR+2f, 0x2
        mov     $FAR + 2f, %eax
        call    *%eax
        jmp     1f
2:      ret
1:      NOBREAK

        MARK    13                      # a watched word at the end of a page, and one of 8 bytes
        BREAK   DATA+0xffe, 0x50002
        movl    $0, DATA + 0xffd
        nop
        movl    $0, DATA + 0x1000
        movw    $0, DATA + 0xffd
        nop
        movb    $0, DATA + 0xffd
        NOBREAK
        nop

        MARK    14                      # a faulting instruction that has read a watched word
        BREAK   DATA, 0xf0002
        mov     DATA, %ecx
        nop
        xor     %ecx, %ecx
        mov     $DATA, %esi
        mov     $0x80000000, %edi
        movl    $1f, resume
        movsl
1:      nop
        NOBREAK

        MARK    15
        mov     $LOG, %esi
        mov     LOGP, %ecx
        sub     %esi, %ecx
        mov     $SERIAL + 3, %dx
        mov     $3, %al
        out     %al, %dx
2:      mov     $SERIAL + 5, %dx
1:      in      %dx, %al
        test    $0x20, %al
        jz      1b
        mov     $SERIAL, %dx
        lodsb
        out     %al, %dx
        loop    2b
1:      mov     $SERIAL + 5, %dx        # until the last one has left
        in      %dx, %al
        test    $0x40, %al
        jz      1b
        mov     $0xf4, %dx              # ends the run in ksim
        mov     $0x10, %al
        out     %al, %dx
        mov     $shutdown, %esi         # and in Bochs
        mov     $8, %ecx
        mov     $0x8900, %dx
        rep outsb
1:      hlt
        jmp     1b
shutdown:
        .ascii  "Shutdown"

# Appends a value to the log: log32(value). Keeps all registers and flags.
log32:
        pushfl
        pushl   %eax
        pushl   %edi
        mov     16(%esp), %eax
        mov     %ss:LOGP, %edi
        mov     %eax, %ss:(%edi)
        addl    $4, %ss:LOGP
        popl    %edi
        popl    %eax
        popfl
        ret     $4

# #DB: a line of EIP, CS, EFLAGS and DR6. Where execution was watched it sets RF.
debug:
        pushl   %eax
        pushl   %ds
        pushl   $FLAT
        popl    %ds
        LOG32   $0xdb
        LOG32   8(%esp)
        LOG32   12(%esp)
        LOG32   16(%esp)
        mov     %dr6, %eax
        LOG32   %eax
        test    $3, %al
        jz      1f
        orl     $0x10000, 16(%esp)
1:      mov     $0xffff0ff0, %eax
        mov     %eax, %dr6
        popl    %ds
        popl    %eax
        iretl

# #UD: goes on behind two bytes.
invalid:
        LOG32   $0xee06
        LOG32   (%esp)
        addl    $2, (%esp)
        iretl

# #PF: puts the page there, or goes on elsewhere.
page:
        pushl   %eax
        LOG32   $0xee0e
        LOG32   8(%esp)
        LOG32   16(%esp)
        mov     %cr2, %eax
        LOG32   %eax
        cmp     $0x80000000, %eax
        je      1f
        movl    $0x83, TABLE + (FAR >> 20)
        popl    %eax
        add     $4, %esp
        iretl
1:      mov     resume, %eax
        mov     %eax, 8(%esp)
        popl    %eax
        add     $4, %esp
        iretl

call30: LOG32   $0x30
        LOG32   8(%esp)
        iretl

call31: LOG32   $0x31
        LOG32   8(%esp)
        mov     $FLAT, %ax
        mov     %ax, %ds
        mov     $STACK, %esp
        jmp     back

break3: LOG32   $0x33
        LOG32   (%esp)
        LOG32   8(%esp)
        iretl

        .align 8
resume: .long 0
gdt:    .quad 0
        .quad 0x00cf9b000000ffff
        .quad 0x00cf93000000ffff
        .quad 0x00cffb000000ffff
        .quad 0x00cff3000000ffff
        .word 0x67, tss, 0x8900, 0
gdt_end:
gdt_pointer:
        .word gdt_end - gdt - 1
        .long gdt
idt_pointer:
        .word idt_end - idt - 1
        .long idt
        .align 8
idt:    .quad 0
        GATE CODE, debug, 0x8e
        .quad 0
        GATE CODE, break3, 0xee
        .quad 0, 0
        GATE CODE, invalid, 0x8e
        .rept 7
        .quad 0
        .endr
        GATE CODE, page, 0x8e
        .rept 0x30 - 15
        .quad 0
        .endr
        GATE CODE, call30, 0xee
        GATE CODE, call31, 0xee
idt_end:
        .align 8
tss:    .long 0, STACK, FLAT
        .rept 22
        .long 0
        .endr
        .word 0, 0x68

        .org 0xfff0
        .code16
        ljmp    $0xf000, $start
        .org 0xffff
        .byte   0
