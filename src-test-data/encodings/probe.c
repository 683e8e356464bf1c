/*
 * Executes one instruction of each x87 opcode, and of each vector opcode, legacy and VEX, with every
 * mandatory prefix, W, L and some VEX.vvvv, with a register and a memory operand, and prints for
 * each the bytes in hexadecimal and what the processor made of them:
 *   u    it raised #UD
 *   N    it executed, and is N bytes long
 *   f    it raised another fault, so that it exists
 *
 *   gcc -O1 -w -o probe64 probe.c && ./probe64
 *   gcc -O1 -w -m32 -o probe32 probe.c && ./probe32
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>

#ifdef __x86_64__
#define INSTRUCTION_POINTER REG_RIP
#define LONG_MODE 1
#else
#define INSTRUCTION_POINTER REG_EIP
#define LONG_MODE 0
#endif

static sigjmp_buf resume;
static volatile int raised;
static volatile unsigned long stopped_at;
static unsigned char *code;
static unsigned char data[8192] __attribute__((aligned(4096)));

static void handler(int number, siginfo_t *info, void *context) {
  raised = number;
  stopped_at = ((ucontext_t *)context)->uc_mcontext.gregs[INSTRUCTION_POINTER];
  siglongjmp(resume, 1);
}

/* All general registers but the stack's point to data; breakpoints follow the instruction. */
static void call(void) {
#ifdef __x86_64__
  asm volatile("fninit; mov %0,%%rdi; mov %%rdi,%%rax; mov %%rdi,%%rcx; mov %%rdi,%%rdx;"
               "mov %%rdi,%%rsi; mov %%rdi,%%r8; mov %%rdi,%%r9; mov %%rdi,%%r10; call *%1"
               :: "r"(data + 4096), "b"(code)
               : "memory", "rax", "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11", "r12",
                 "r13", "r14", "r15");
#else
  asm volatile("push %%ebx; push %%ebp; fninit; mov %0,%%edi; mov %%edi,%%eax; mov %%edi,%%ecx;"
               "mov %%edi,%%esi; mov %%edi,%%ebx; call *%1; pop %%ebp; pop %%ebx"
               :: "r"(data + 4096), "d"(code) : "memory", "eax", "ecx", "esi", "edi");
#endif
}

static void probe(const unsigned char *bytes, int count) {
  memset(code, 0xcc, 64);
  memcpy(code, bytes, count);
  raised = 0;
  if (!sigsetjmp(resume, 1)) call();
  for (int i = 0; i < count; i++) printf("%02x", bytes[i]);
  if (raised == SIGILL) printf(" u\n");
  else if (raised == SIGTRAP) printf(" %d\n", (int)(stopped_at - 1 - (unsigned long)code));
  else printf(" f\n");
}

static int put(unsigned char *bytes, int n, int reg, int form) {
  switch (form) {
    case 0: bytes[n++] = 0x07 | reg << 3; break;                     /* [rdi] */
    case 1: bytes[n++] = 0xc2 | reg << 3; break;                     /* register 2 */
    default: bytes[n++] = 0x04 | reg << 3; bytes[n++] = 0x27; break; /* [rdi + index 4] */
  }
  return n;
}

static int is_vector(int map, int op) {
  return map != 0 || (op >= 0x10 && op <= 0x17) || (op >= 0x28 && op <= 0x2f)
      || (op >= 0x50 && op <= 0x7f) || op == 0xc2 || (op >= 0xc4 && op <= 0xc6)
      || (op >= 0xd0 && op != 0xff);
}

static void legacy(void) {
  static const char *prefixes[] = {"", "\x66", "\xf3", "\xf2", "\x66\xf3", "\x66\xf2"};
  unsigned char bytes[16];
  for (int map = 0; map < 3; map++)
    for (int op = 0; op < 256; op++) {
      if (!is_vector(map, op)) continue;
      int group = map == 0 && op >= 0x71 && op <= 0x73;
      for (int p = 0; p < 6; p++)
        for (int w = 0; w <= LONG_MODE; w++)
          for (int form = 0; form < 2; form++)
            for (int reg = group ? 0 : 1; reg < (group ? 8 : 2); reg++) {
              int n = strlen(prefixes[p]);
              memcpy(bytes, prefixes[p], n);
              if (w) bytes[n++] = 0x48;
              bytes[n++] = 0x0f;
              if (map) bytes[n++] = map == 1 ? 0x38 : 0x3a;
              bytes[n++] = op;
              probe(bytes, map == 0 && op == 0x77 ? n : put(bytes, n, reg, form));
            }
    }
}

static void vex(void) {
  static const int vvvv[] = {0, 3, 8};
  unsigned char bytes[16];
  for (int map = 1; map < 4; map++)
    for (int op = 0; op < 256; op++) {
      int group = (map == 1 && ((op >= 0x71 && op <= 0x73) || op == 0xae))
          || (map == 2 && op == 0xf3);
      for (int pp = 0; pp < 4; pp++)
        for (int l = 0; l < 2; l++)
          for (int w = 0; w < 2; w++)
            for (int v = 0; v < 3; v++)
              for (int form = 0; form < 3; form++)
                for (int reg = group ? 0 : 1; reg < (group ? 8 : 2); reg++) {
                  int n = 0;
                  bytes[n++] = 0xc4;
                  bytes[n++] = 0xe0 | map;
                  bytes[n++] = w << 7 | (15 ^ vvvv[v]) << 3 | l << 2 | pp;
                  bytes[n++] = op;
                  probe(bytes, map == 1 && op == 0x77 ? n : put(bytes, n, reg, form));
                }
    }
}

static void x87(void) {
  for (int op = 0xd8; op < 0xe0; op++) {
    for (int reg = 0; reg < 8; reg++) {
      unsigned char bytes[2] = {op};
      probe(bytes, put(bytes, 1, reg, 0));
    }
    for (int modrm = 0xc0; modrm < 0x100; modrm++) {
      unsigned char bytes[2] = {op, modrm};
      probe(bytes, 2);
    }
  }
}

int main(void) {
  static char stack[65536];
  stack_t alternate = {.ss_sp = stack, .ss_size = sizeof stack};
  struct sigaction action = {.sa_sigaction = handler,
                             .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER};
  int signals[] = {SIGILL, SIGSEGV, SIGBUS, SIGFPE, SIGTRAP};
  code = mmap(0, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  sigaltstack(&alternate, 0);
  for (int i = 0; i < 5; i++) sigaction(signals[i], &action, 0);
  x87();
  legacy();
  vex();
  return 0;
}
