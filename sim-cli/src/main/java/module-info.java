/** The ksim command line. */
module ksim.cli {
  requires static org.jspecify;
  requires com.fasterxml.jackson.core;
  requires info.picocli;
  requires java.xml;
  requires ksim.sched;
  requires org.snakeyaml.engine;

  opens ksim.cli.command to
      info.picocli;
}
