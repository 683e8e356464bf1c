package ksim.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import ksim.cli.diag.Printable;
import ksim.cli.yaml.Designs;
import ksim.cli.yaml.Machines;
import ksim.cli.yaml.Operations;
import ksim.cli.yaml.ScenarioFile;
import ksim.core.boot.BootProtocol;
import ksim.core.boot.BootProtocols;
import ksim.core.machine.PcDevice;
import ksim.core.processor.CpuModels;
import ksim.core.trace.TraceKind;
import ksim.sched.scenario.Scenario;
import picocli.CommandLine.Command;

/** {@code ksim list}. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = {
      "Lists what scenarios and machines can be made of.",
      "Stack designs and their modifiers, operations of programs, cores, CPU models, timing"
          + " levels,",
      "devices, boot protocols, traces, and the scenarios in ./scenarios."
    },
    footerHeading = "%nExample:%n",
    footer = "  ksim list",
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {"0:done", "2:bad usage"})
final class ListCommand implements Callable<Integer> {
  private final Console console;

  ListCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    StringBuilder text = new StringBuilder("Stack designs (modifiers):\n");
    for (String id : Designs.ids()) {
      line(text, id, String.join(", ", Designs.modifiers(id)));
    }
    text.append("\nOperations of programs:\n");
    for (String name : Operations.names()) {
      line(text, name, Operations.usage(name));
    }
    text.append("\nCores: ").append(String.join(", ", Machines.cores()));
    text.append("\nCPU models (--cpu): ").append(String.join(", ", CpuModels.names()));
    text.append("\nTiming levels: ").append(String.join(", ", Machines.timingLevels()));
    text.append("\n\nDevices of a PC, which ksim boot --no leaves out:\n");
    for (PcDevice device : PcDevice.values()) {
      line(text, device.label(), device.description());
    }
    text.append("\nBoot protocols of ksim boot:\n");
    for (BootProtocol protocol : BootProtocols.all()) {
      line(text, protocol.name(), protocol.description());
    }
    text.append("\nWhat ksim boot --trace can trace:\n");
    for (TraceKind kind : TraceKind.values()) {
      line(text, kind.label(), kind.description());
    }
    scenarios(text);
    console.out().print(text);
    console.out().flush();
    return ExitCode.OK;
  }

  private void scenarios(StringBuilder text) throws IOException {
    Path directory = console.directory().resolve("scenarios");
    if (!Files.isDirectory(directory)) {
      text.append("\nScenarios: there is no directory ./scenarios here\n");
      return;
    }
    text.append("\nScenarios:\n");
    List<Path> files = ScenarioPaths.inDirectory(directory);
    for (Path file : files) {
      ScenarioFile read = ScenarioFile.read(file);
      Optional<Scenario> scenario = read.scenario();
      String about =
          scenario
              .map(Scenario::description)
              .orElse("has " + read.problems().size() + " problem(s): 'ksim run' shows them");
      text.append("  scenarios/").append(Printable.of(file.getFileName().toString()));
      text.append("\n      ").append(Printable.of(about)).append('\n');
    }
  }

  private static void line(StringBuilder text, String name, String value) {
    text.append(String.format("  %-20s ", name)).append(Printable.of(value)).append('\n');
  }
}
