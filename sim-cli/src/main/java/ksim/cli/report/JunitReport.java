package ksim.cli.report;

import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToLongFunction;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import ksim.cli.diag.Style;
import ksim.sched.scenario.DesignResult;
import ksim.sched.scenario.OutcomeKind;
import ksim.sched.scenario.ScenarioResult;

/**
 * The report for CI systems, as JUnit XML: a test suite for each scenario, a test case for each
 * expectation of each design. Times are seconds of the simulated machine at 3 GHz, so that two runs
 * give identical bytes.
 */
public final class JunitReport {
  private static final double HERTZ = 3e9;

  private final IndentedXml xml;

  private JunitReport(IndentedXml xml) {
    this.xml = xml;
  }

  /** The report on {@code results}, in their order, ended by a line feed. */
  public static String render(List<ScenarioResult> results) {
    StringWriter out = new StringWriter();
    try {
      XMLStreamWriter writer = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(out);
      writer.writeStartDocument("UTF-8", "1.0");
      new JunitReport(new IndentedXml(writer)).suites(results);
      writer.writeEndDocument();
      writer.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e); // a StringWriter fails never
    }
    return out.append('\n').toString();
  }

  private void suites(List<ScenarioResult> results) throws XMLStreamException {
    Map<String, String> attributes = new LinkedHashMap<>();
    attributes.put("name", "ksim");
    attributes.put("tests", sum(results, JunitReport::tests));
    attributes.put("failures", sum(results, JunitReport::failures));
    attributes.put("errors", "0");
    xml.start("testsuites", attributes);
    for (ScenarioResult result : results) {
      suite(result);
    }
    xml.end();
  }

  private void suite(ScenarioResult result) throws XMLStreamException {
    Map<String, String> attributes = new LinkedHashMap<>();
    attributes.put("name", result.scenario().name());
    attributes.put("tests", String.valueOf(tests(result)));
    attributes.put("failures", String.valueOf(failures(result)));
    attributes.put("errors", "0");
    attributes.put("skipped", "0");
    attributes.put(
        "time", seconds(result.designs().stream().mapToLong(DesignResult::cycles).sum()));
    xml.start("testsuite", attributes);
    properties(result);
    for (DesignResult design : result.designs()) {
      design(result, design);
    }
    output(result);
    xml.end();
  }

  private void properties(ScenarioResult result) throws XMLStreamException {
    xml.start("properties", Map.of());
    property("machine", TextReport.machine(result.scenario()));
    for (DesignResult design : result.designs()) {
      for (Map.Entry<String, String> figure : Figures.of(design).entrySet()) {
        property(design.design() + "." + figure.getKey(), figure.getValue());
      }
    }
    xml.end();
  }

  private void property(String name, String value) throws XMLStreamException {
    Map<String, String> attributes = new LinkedHashMap<>();
    attributes.put("name", name);
    attributes.put("value", value);
    xml.empty("property", attributes);
  }

  private void design(ScenarioResult result, DesignResult design) throws XMLStreamException {
    String time = seconds(design.cycles());
    for (ReportCheck check : ReportCheck.of(result, design)) {
      Map<String, String> attributes = new LinkedHashMap<>();
      attributes.put("name", check.name());
      attributes.put("classname", result.scenario().name() + "." + design.design());
      attributes.put("time", time);
      time = seconds(0); // the run counts once
      if (check.failure().isEmpty()) {
        xml.empty("testcase", attributes);
      } else {
        xml.start("testcase", attributes);
        failure(result, design, check.failure().get());
        xml.end();
      }
    }
  }

  private void failure(ScenarioResult result, DesignResult design, String sentence)
      throws XMLStreamException {
    Map<String, String> attributes = new LinkedHashMap<>();
    attributes.put("message", sentence);
    attributes.put("type", design.outcome().kind().id());
    xml.text("failure", attributes, sentence + "\n" + diagnosis(result, design));
  }

  private static String diagnosis(ScenarioResult result, DesignResult design) {
    return design.outcome().kind() == OutcomeKind.COMPLETED
        ? ""
        : new FailureBlock(Style.PLAIN, true).render(design, result.scenario());
  }

  /** The same as in a terminal, for those who look at the log of a suite. */
  private void output(ScenarioResult result) throws XMLStreamException {
    xml.text("system-out", Map.of(), new TextReport(Style.PLAIN, false).scenario(result));
  }

  private static String sum(List<ScenarioResult> results, ToLongFunction<ScenarioResult> count) {
    return String.valueOf(results.stream().mapToLong(count).sum());
  }

  private static long tests(ScenarioResult result) {
    return result.designs().stream()
        .mapToLong(design -> ReportCheck.of(result, design).size())
        .sum();
  }

  private static long failures(ScenarioResult result) {
    return result.designs().stream()
        .flatMap(design -> ReportCheck.of(result, design).stream())
        .filter(check -> check.failure().isPresent())
        .count();
  }

  private static String seconds(long cycles) {
    return String.format(Locale.ROOT, "%.6f", cycles / HERTZ);
  }
}
