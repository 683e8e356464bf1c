package ksim.cli.report;

import java.util.Map;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import ksim.cli.diag.Printable;

/** Writes XML with one element a line, and only characters that XML 1.0 allows. */
final class IndentedXml {
  private final XMLStreamWriter xml;
  private int depth;

  IndentedXml(XMLStreamWriter xml) {
    this.xml = xml;
  }

  void start(String name, Map<String, String> attributes) throws XMLStreamException {
    indent();
    xml.writeStartElement(name);
    attributes(attributes);
    depth++;
  }

  void end() throws XMLStreamException {
    depth--;
    indent();
    xml.writeEndElement();
  }

  void empty(String name, Map<String, String> attributes) throws XMLStreamException {
    indent();
    xml.writeEmptyElement(name);
    attributes(attributes);
  }

  /** An element that holds {@code lines}, each ended. */
  void text(String name, Map<String, String> attributes, String lines) throws XMLStreamException {
    indent();
    xml.writeStartElement(name);
    attributes(attributes);
    for (String line : lines.lines().toList()) {
      xml.writeCharacters(Printable.of(line) + "\n");
    }
    xml.writeEndElement();
  }

  private void attributes(Map<String, String> attributes) throws XMLStreamException {
    for (Map.Entry<String, String> attribute : attributes.entrySet()) {
      xml.writeAttribute(attribute.getKey(), Printable.of(attribute.getValue()));
    }
  }

  private void indent() throws XMLStreamException {
    xml.writeCharacters("\n" + "  ".repeat(depth));
  }
}
