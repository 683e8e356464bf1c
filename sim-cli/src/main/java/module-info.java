/** The ksim command line. */
module ksim.cli {
  requires static org.jspecify;
  requires info.picocli;
  requires ksim.sched;

  opens ksim.cli.command to
      info.picocli;
}
