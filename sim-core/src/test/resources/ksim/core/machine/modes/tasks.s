# ---- task switches ------------------------------------------------------------------------------

        .code32
tasks:
        MARK32  0x50
        push    $2
        popfl
        movl    $LDT, tss + 0x60
        mov     $0x11111111, %ebx
        mov     $0x22222222, %ebp
        lcall   $TSS_2, $0
        LOG32   %ebx
        LOG32   %ebp
        LOG32   %esp
        LOG32   gdt + TSS + 4
        LOG32   gdt + TSS_2 + 4
        mov     %cr0, %eax
        LOG32   %eax
        clts
        pushfl
        popl    %eax
        LOG32   %eax
        LOG32   tss_2 + 0x20            # EIP and EFLAGS that it has saved
        LOG32   tss_2 + 0x24
        LOG32   tss_2
        lcall   $TASK_GATE - 3, $0
        int     $0x38
        ljmp    $TSS_2, $0
        LOG32   gdt + TSS + 4
        LOG32   gdt + TSS_2 + 4
        LOG32   %esp
        lcall   $TSS_16_2, $0
        LOG32   %ebx
        LOG32   %ebp
        LOG32   tss_16_2
        mov     %fs, %eax
        LOG32   %eax
        TRY32   lcall $TSS, $0          # busy
        TRY32   ljmp $TSS, $0
        TRY32   lcall $TSS_SHORT, $0
        TRY32   lcall $TSS_ABSENT, $0
        TRY32   lcall $TSS_2 + 1, $0
        movw    $0x1000, tss
        pushl   $0x4002                 # NT: a return to what the link names
        popfl
        TRY32   iretl
        movw    $TSS_2, tss
        TRY32   iretl
        push    $2
        popfl

        MARK32  0x51                    # a fault with an error code, through a task gate
        push    idt + 13 * 8
        push    idt + 13 * 8 + 4
        movl    $TSS_2 << 16, idt + 13 * 8
        movl    $0x8500, idt + 13 * 8 + 4
        movb    $1, task_error
        movl    $1f, tss_resume
        xor     %eax, %eax
        mov     %ax, %gs
        mov     %gs:0, %eax
1:      movb    $0, task_error
        pop     idt + 13 * 8 + 4
        pop     idt + 13 * 8
        LOG32   %esp

        MARK32  0x52                    # from ring 3
        push    $USER_DATA
        push    $STACK3
        push    $2
        push    $USER_CODE
        push    $1f
        iretl
1:      TRY32   lcall $TSS_2, $0
        lcall   $TASK_GATE, $0
        mov     %cs, %eax
        LOG32   %eax
        LOG32   %esp
        int     $0x38
        mov     %ss, %eax
        LOG32   %eax
        mov     $virtual, %eax
        int     $0x36

# The other task. It returns if it is nested, else jumps back.
task_2:
        MARK32  0x150
        cmpb    $0, task_error
        je      1f
        popl    %ecx
        LOG32   %ecx
        mov     tss_resume, %ecx
        xchg    %ecx, tss + 0x20
        LOG32   %ecx
1:      LOG32   %eax
        LOG32   %ebx
        LOG32   %ebp
        LOG32   %esp
        mov     %cs, %eax
        LOG32   %eax
        mov     %gs, %eax
        LOG32   %eax
        str     %eax
        LOG32   %eax
        sldt    %eax
        LOG32   %eax
        pushfl
        popl    %eax
        LOG32   %eax
        mov     tss_2, %eax
        LOG32   %eax
        LOG32   gdt + TSS + 4
        LOG32   gdt + TSS_2 + 4
        LOG32   tss + 0x20
        LOG32   tss + 0x24
        LOG32   tss + 0x38
        LOG32   tss + 0x4c
        mov     $0x33333333, %ebx
        mov     $0x44444444, %ebp
        clts
        pushfl
        testl   $0x4000, (%esp)
        lea     4(%esp), %esp
        jnz     1f
        ljmp    $TSS, $0
        jmp     task_2
1:      iretl
        jmp     task_2

        .code16
task_16:
        mov     $USER_DATA, %ax
        mov     %ax, %fs
        MARK16  0x151
        movzwl  %bx, %ebx               # what the upper halves are is undefined
        LOG16   %ebx
        movzwl  %sp, %ebx
        LOG16   %ebx
        xor     %eax, %eax
        mov     %gs, %ax
        LOG16   %eax
        pushf
        pop     %ax
        LOG16   %eax
        mov     $0x5555, %bx
        clts
        iretw
        jmp     task_16

        .balign 4
tss_2:  .long   0, STACK0, FLAT_DATA, STACK1, DATA_1, 0, 0
        .long   0, task_2, 0x2, 0xa1, 0xa2, 0xa3, 0xa4, 0x3e00, 0xa6, 0xa7, 0xa8
        .long   FLAT_DATA, FLAT_CODE, FLAT_DATA, FLAT_DATA, USER_DATA, USER_DATA - 3, LDT
        .word   0, 0x68
tss_16_2:
        .word   0, STACK0, FLAT_DATA, STACK1, DATA_1, 0, 0
        .word   task_16, 0x2, 0xb1, 0xb2, 0xb3, 0xb4, 0x3e80, 0xb6, 0xb7, 0xb8
        .word   FLAT_DATA, CODE_16, DATA_16, FLAT_DATA, 0
tss_resume:
        .long   0
task_error:
        .byte   0

# ---- virtual-8086 mode --------------------------------------------------------------------------

        .code32
virtual:
        MARK32  0x60
        mov     $virtual_code, %ebx
        mov     $0x23002, %ecx          # IOPL 3
        jmp     enter_virtual
enter_virtual:
        pushl   $0x3fe                  # GS, FS, DS, ES
        pushl   $0
        pushl   $0x10
        pushl   $0x20
        pushl   $0x30
        pushl   $0x3500
        pushl   %ecx
        pushl   $0
        pushl   %ebx
        iretl
virtual_0:
        MARK32  0x61
        mov     $virtual_code_0, %ebx
        mov     $0x20002, %ecx          # IOPL 0
        jmp     enter_virtual

        .code16
        .macro COMMON_VIRTUAL
        mov     %cs, %ax
        LOG16   %eax
        mov     %ds, %ax
        LOG16   %eax
        mov     %es, %ax
        LOG16   %eax
        mov     %ss, %ax
        LOG16   %eax
        mov     %gs, %ax
        LOG16   %eax
        LOG16   %esp
        TRY16   pushf
        TRY16   pushfl
        LOG16   %esp
        TRY16   cli
        TRY16   sti
        pushw   $0x3202
        TRY16   popf
        mov     $0x3500, %sp
        pushl   $0x203202
        TRY16   popfl
        mov     $0x3500, %sp
        TRY16   int $0x30
        TRY16   int $0x31
        TRY16   int $0x37               # a handler in ring 1
        TRY16   int3
        mov     $0x7f, %al
        add     $1, %al
        TRY16   into
        TRY16   ud2
        TRY16   hlt
        TRY16   mov %cr0, %eax
        TRY16   lgdt %fs:0x3fe0
        TRY16   clts
        TRY16   sldt %ax
        TRY16   .byte 0x0f, 0x02, 0xc0  # lar
        TRY16   .byte 0x63, 0xc0        # arpl
        mov     $SERIAL + 7, %dx
        TRY16   in %dx, %al
        TRY16   in $0x80, %al
        mov     $0xffff, %bx
        TRY16   mov (%bx), %ax
        TRY16   mov %ss:(%bx), %ax
        TRY16   push %gs
        mov     $0x1234, %ax
        mov     %ax, %gs
        mov     %gs, %ax
        LOG16   %eax
        lcall   $0, $virtual_far
        LOG16   %esp
        mov     $0x3500, %sp
        pushw   $0x3002
        push    %cs
        push    $.Lv\@
        TRY16   iret
.Lv\@: LOG16   %esp
        mov     $0x3500, %sp
        .endm

virtual_code:
        COMMON_VIRTUAL
        mov     $virtual_0, %eax
        int     $0x36
virtual_code_0:
        COMMON_VIRTUAL
        movw    $1f, %fs:RESUME
        ud2                             # its handler is entered in ring 0 and does not come back
1:      jmp     leave_virtual
virtual_far:
        LOG16   %esp
        lretw

# With IOPL 0 there is no INT: a fault leads back, by a changed handler.
leave_virtual:
        movw    $virtual_end, %fs:idt + 6 * 8
        ud2
        .code32
virtual_end:
        mov     $USER_DATA, %eax
        mov     %ax, %fs
        movw    $stubs32 + 6 * 16, %fs:idt + 6 * 8
        mov     $long_start, %eax
        jmp     to_ring0
