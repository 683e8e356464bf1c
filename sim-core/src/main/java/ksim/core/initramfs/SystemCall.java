package ksim.core.initramfs;

/** Linux's system calls that the program uses, with their numbers on x86-64. */
enum SystemCall {
  WRITE(1),
  ACCESS(21),
  EXIT(60),
  UNAME(63),
  SYNC(162),
  MOUNT(165),
  REBOOT(169),
  SCHED_SETAFFINITY(203),
  SCHED_GETAFFINITY(204),
  GETCPU(309);

  private final int number;

  SystemCall(int number) {
    this.number = number;
  }

  /** What RAX holds. */
  int number() {
    return number;
  }
}
