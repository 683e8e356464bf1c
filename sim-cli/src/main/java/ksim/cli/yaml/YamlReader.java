package ksim.cli.yaml;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * Turns YAML text into positioned nodes. One document of plain data: no anchors, aliases or tags,
 * so that no small file can unfold into a large tree, and no nesting past {@link #MAXIMUM_DEPTH}.
 */
final class YamlReader {
  /** Deepest nesting of lists and mappings that is accepted. */
  static final int MAXIMUM_DEPTH = 64;

  private final SourceText source;
  private final ProblemList problems;
  private final ParserImpl parser;

  private YamlReader(SourceText source, ProblemList problems) {
    this.source = source;
    this.problems = problems;
    LoadSettings settings = LoadSettings.builder().setLabel(source.name()).build();
    this.parser = new ParserImpl(settings, new StreamReader(settings, source.text()));
  }

  /** The document in {@code source}, or nothing and a problem. */
  static Optional<YamlNode> read(SourceText source, ProblemList problems) {
    if (!isPrintable(source, problems)) {
      return Optional.empty();
    }
    return new YamlReader(source, problems).document();
  }

  private static boolean isPrintable(SourceText source, ProblemList problems) {
    for (int number = 1; number <= source.lines().size(); number++) {
      int[] line = source.line(number).codePoints().toArray();
      for (int i = 0; i < line.length; i++) {
        if (!StreamReader.isPrintable(line[i]) || line[i] == 0xfeff) {
          String found = "found the control character U+" + String.format("%04X", line[i]);
          problems.add(number, i + 1, found + ", expected text", "");
          return false;
        }
      }
    }
    return true;
  }

  private Optional<YamlNode> document() {
    try {
      parser.next(); // the start of the stream
      if (parser.checkEvent(Event.ID.StreamEnd)) {
        problems.add(1, 1, "found an empty file, expected a scenario", "");
        return Optional.empty();
      }
      parser.next(); // the start of the document
      YamlNode root = node(parser.next(), 1);
      parser.next(); // its end
      if (!parser.checkEvent(Event.ID.StreamEnd)) {
        fail(
            parser.peekEvent(), "found a second document, expected one scenario", "split the file");
      }
      return Optional.of(root);
    } catch (Refused refused) {
      problems.add(refused.line, refused.column, refused.problem, refused.hint);
    } catch (MarkedYamlEngineException e) {
      syntaxError(e);
    } catch (YamlEngineException e) {
      problems.add(1, 1, "not readable as YAML: " + e.getMessage(), "");
    }
    return Optional.empty();
  }

  private YamlNode node(Event event, int depth) throws Refused {
    if (depth > MAXIMUM_DEPTH) {
      fail(event, "found more than " + MAXIMUM_DEPTH + " nested lists and mappings", "");
    }
    if (event instanceof NodeEvent node && node.getAnchor().isPresent()) {
      String found = event instanceof AliasEvent ? "an alias" : "an anchor";
      fail(event, "found " + found + ", which scenario files do not have", "write it out");
    }
    return switch (event) {
      case ScalarEvent scalar -> {
        checkTag(scalar, scalar.getTag());
        yield new YamlNode.Scalar(line(event), column(event), scalar.getValue(), scalar.isPlain());
      }
      case SequenceStartEvent sequence -> {
        checkTag(sequence, sequence.getTag());
        yield sequence(sequence, depth);
      }
      case MappingStartEvent mapping -> {
        checkTag(mapping, mapping.getTag());
        yield mapping(mapping, depth);
      }
      default -> throw refusal(event, "found " + event.getEventId() + ", expected a value", "");
    };
  }

  private YamlNode sequence(Event start, int depth) throws Refused {
    List<YamlNode> items = new ArrayList<>();
    while (!parser.checkEvent(Event.ID.SequenceEnd)) {
      items.add(node(parser.next(), depth + 1));
    }
    parser.next();
    return new YamlNode.Sequence(line(start), column(start), items);
  }

  private YamlNode mapping(Event start, int depth) throws Refused {
    List<YamlNode.Entry> entries = new ArrayList<>();
    while (!parser.checkEvent(Event.ID.MappingEnd)) {
      Event first = parser.next();
      if (!(node(first, depth + 1) instanceof YamlNode.Scalar key)) {
        throw refusal(first, "found a list or mapping as key, expected a name", "");
      }
      entries.add(new YamlNode.Entry(key, node(parser.next(), depth + 1)));
    }
    parser.next();
    return new YamlNode.Mapping(line(start), column(start), entries);
  }

  private static void checkTag(Event event, Optional<String> tag) throws Refused {
    if (tag.isPresent() && !tag.get().equals("!")) {
      fail(event, "found the tag '" + tag.get() + "', which scenario files do not have", "");
    }
  }

  private void syntaxError(MarkedYamlEngineException e) {
    String context = e.getContext() == null ? "" : e.getContext() + ": ";
    String problem = e.getProblem() == null ? "not readable as YAML" : e.getProblem();
    Optional<Mark> mark = e.getProblemMark().or(e::getContextMark);
    int line = mark.map(Mark::getLine).orElse(0) + 1;
    int column = mark.map(Mark::getColumn).orElse(0) + 1;
    boolean tab = source.line(line).codePoints().skip(column - 1L).findFirst().orElse(0) == '\t';
    problems.add(
        line, column, "YAML syntax: " + context + problem, tab ? "indent with spaces" : "");
  }

  private static int line(Event event) {
    return event.getStartMark().map(Mark::getLine).orElse(0) + 1;
  }

  private static int column(Event event) {
    return event.getStartMark().map(Mark::getColumn).orElse(0) + 1;
  }

  private static void fail(Event event, String message, String hint) throws Refused {
    throw refusal(event, message, hint);
  }

  private static Refused refusal(Event event, String message, String hint) {
    return new Refused(line(event), column(event), message, hint);
  }

  /** Ends the reading at a place. */
  private static final class Refused extends Exception {
    private static final long serialVersionUID = 1;

    private final int line;
    private final int column;
    private final String problem;
    private final String hint;

    Refused(int line, int column, String problem, String hint) {
      super(problem, null, false, false);
      this.line = line;
      this.column = column;
      this.problem = problem;
      this.hint = hint;
    }
  }
}
