package palimpsest.memory.pack.statute;

import java.io.IOException;
import java.io.StringReader;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import palimpsest.memory.pack.statute.Statute.StatuteArticle;

/**
 * Reads an act from Akoma Ntoso (OASIS LegalDocML 1.0): elements {@code article}, or {@code section} where there are none, with {@code num}, {@code heading} and their
 * parts as paragraphs. Document types and external entities are refused.
 */
final class AkomaNtoso {

    private static final Pattern NUMBER = Pattern.compile("\\d+[a-z]?(?:[.\\-]\\d+[a-z]?)*", Pattern.CASE_INSENSITIVE);
    private static final List<String> PARTS = List.of("paragraph", "subsection", "alinea", "clause");

    private AkomaNtoso() {}

    static Optional<Statute> read(String file, String text, List<String> problems) {
        try {
            var factory = DocumentBuilderFactory.newInstance();
            factory.setNamespaceAware(true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setExpandEntityReferences(false);
            var builder = factory.newDocumentBuilder();
            builder.setErrorHandler(null);
            return Optional.of(statute(file, builder.parse(new InputSource(new StringReader(text))).getDocumentElement(), problems));
        } catch (SAXParseException e) {
            problems.add(file + ":" + e.getLineNumber() + ": is no XML that can be read: " + e.getMessage());
        } catch (SAXException | ParserConfigurationException | IOException e) {
            problems.add(file + ":1: is no XML that can be read: " + e.getMessage());
        }
        return Optional.empty();
    }

    private static Statute statute(String file, Element root, List<String> problems) {
        String name = first(root, "docTitle").map(AkomaNtoso::text).or(() -> first(root, "FRBRalias").map(alias -> alias.getAttribute("value")))
                .or(() -> first(root, "longTitle").map(AkomaNtoso::text)).orElse("");
        List<String> aliases = elements(root, "FRBRalias").stream().map(alias -> alias.getAttribute("value").strip()).filter(alias -> !alias.isEmpty() && !alias.equals(name)).distinct().toList();
        List<Element> elements = elements(root, "article").isEmpty() ? elements(root, "section") : elements(root, "article");
        Set<String> numbers = new HashSet<>();
        List<StatuteArticle> articles = new ArrayList<>();
        for (Element element : elements) {
            String told = child(element, "num").map(AkomaNtoso::text).orElse(element.getAttribute("eId"));
            Matcher number = NUMBER.matcher(told);
            String where = file + ": element " + (element.getAttribute("eId").isEmpty() ? told : element.getAttribute("eId"));
            List<String> paragraphs = paragraphs(element);
            if (!number.find()) {
                problems.add(where + " has no number. It is left out.");
            } else if (paragraphs.isEmpty()) {
                problems.add(where + " has no text. It is left out.");
            } else if (!numbers.add(number.group().toLowerCase(Locale.ROOT))) {
                problems.add(where + ": article " + number.group() + " is there already. The second one is left out.");
            } else {
                articles.add(new StatuteArticle(number.group().toLowerCase(Locale.ROOT), child(element, "heading").map(AkomaNtoso::text).filter(title -> !title.isBlank())
                        .or(() -> above(element)).orElse(name), paragraphs, 0));
            }
        }
        if (name.isBlank()) {
            problems.add(file + ":1: has neither docTitle nor FRBRalias with the law's name.");
        } else if (articles.isEmpty()) {
            problems.add(file + ":1: no article or section with text was found.");
        }
        return new Statute(file, name.strip(), aliases, event(root, "generation").or(() -> event(root, "start")).orElse(null), event(root, "repeal").orElse(null), articles);
    }

    private static Optional<LocalDate> event(Element root, String type) {
        return elements(root, "eventRef").stream().filter(event -> event.getAttribute("type").equals(type) && event.getAttribute("date").matches("\\d{4}-\\d{2}-\\d{2}.*"))
                .map(event -> LocalDate.parse(event.getAttribute("date").substring(0, 10))).findFirst();
    }

    /** The heading of the chapter. */
    private static Optional<String> above(Element element) {
        return element.getParentNode() instanceof Element parent ? child(parent, "heading").map(AkomaNtoso::text).filter(title -> !title.isBlank()).or(() -> above(parent)) : Optional.empty();
    }

    private static List<String> paragraphs(Element article) {
        List<String> paragraphs = new ArrayList<>();
        for (String part : PARTS) {
            children(article, part).forEach(each -> paragraphs.add(body(each)));
            if (!paragraphs.isEmpty()) {
                child(article, "intro").or(() -> child(article, "content")).map(AkomaNtoso::text).filter(text -> !text.isBlank()).ifPresent(text -> paragraphs.addFirst(text));
                return paragraphs.stream().filter(text -> !text.isBlank()).toList();
            }
        }
        return children(article, "content").stream().flatMap(content -> {
            List<Element> lines = elements(content, "p");
            return lines.isEmpty() ? List.of(text(content)).stream() : lines.stream().map(AkomaNtoso::text);
        }).filter(text -> !text.isBlank()).toList();
    }

    /** Of a paragraph with items, a line for each. */
    private static String body(Element paragraph) {
        List<String> lines = new ArrayList<>();
        for (Node node = paragraph.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element && !text(element).isBlank()) {
                if (local(element).equals("num") || lines.isEmpty() || !followsNumber(element)) {
                    lines.add(text(element));
                } else {
                    lines.set(lines.size() - 1, lines.getLast() + " " + text(element));
                }
            }
        }
        return String.join("\n", lines);
    }

    /** What follows a number stands in its line. */
    private static boolean followsNumber(Element element) {
        Node before = element.getPreviousSibling();
        while (before != null && !(before instanceof Element)) {
            before = before.getPreviousSibling();
        }
        return before instanceof Element earlier && local(earlier).equals("num");
    }

    private static String local(Element element) {
        return element.getLocalName() == null ? element.getNodeName() : element.getLocalName();
    }

    private static String text(Element element) {
        return element.getTextContent().replaceAll("\\s+", " ").strip();
    }

    private static Optional<Element> first(Element root, String name) {
        return elements(root, name).stream().findFirst();
    }

    private static List<Element> elements(Element root, String name) {
        NodeList found = root.getElementsByTagNameNS("*", name);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < found.getLength(); i++) {
            elements.add((Element) found.item(i));
        }
        return elements;
    }

    private static Optional<Element> child(Element parent, String name) {
        return children(parent, name).stream().findFirst();
    }

    private static List<Element> children(Element parent, String name) {
        List<Element> children = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element && local(element).equals(name)) {
                children.add(element);
            }
        }
        return children;
    }
}
