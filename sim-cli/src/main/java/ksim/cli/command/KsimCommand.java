package ksim.cli.command;

import picocli.CommandLine.Command;

/** The root command. */
@Command(
    name = "ksim",
    description = "A full-system x86-64 simulator for questions about kernel stacks.")
final class KsimCommand {}
