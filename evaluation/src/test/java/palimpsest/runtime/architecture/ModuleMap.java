package palimpsest.runtime.architecture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/** The Maven modules with Java code and what each declares of the others, read from the poms. Test scope is left out. */
final class ModuleMap {

    private static final Set<String> SCOPES_LEFT_OUT = Set.of("test", "provided");

    private final SequencedMap<String, Module> modules = new LinkedHashMap<>();

    /**
     * @param folder from the repository's root, such as {@code memory-service/store}
     * @param purpose the description in the pom
     * @param sees names of modules
     */
    record Module(String folder, String artifact, String purpose, Set<String> sees) {

        /** The last folder: {@code store}. */
        String name() {
            return nameOf(folder);
        }

        /** The aggregator's folder, or empty. */
        String aggregator() {
            int slash = folder.lastIndexOf('/');
            return slash < 0 ? "" : folder.substring(0, slash);
        }
    }

    private ModuleMap(List<Pom> poms) {
        var names = new LinkedHashMap<String, String>();
        poms.forEach(pom -> names.put(pom.artifact, nameOf(pom.folder)));
        for (Pom pom : poms) {
            var sees = new TreeSet<String>();
            pom.dependencies.stream().filter(names::containsKey).map(names::get).forEach(sees::add);
            var module = new Module(pom.folder, pom.artifact, pom.description, sees);
            modules.put(module.name(), module);
        }
    }

    /** @param root the repository's */
    static ModuleMap of(Path root) throws IOException {
        var poms = new ArrayList<Pom>();
        read(root, "", poms);
        return new ModuleMap(poms.stream().filter(pom -> pom.modules.isEmpty() && Files.isDirectory(root.resolve(pom.folder).resolve("src/main/java"))).toList());
    }

    /** By name, in the order of the aggregators. */
    Map<String, Module> modules() {
        return modules;
    }

    /** A diagram without the arrows that follow from others, and a table. */
    String markdown() {
        var page = new StringBuilder("```mermaid\nflowchart TD\n");
        var aggregators = new LinkedHashMap<String, List<Module>>();
        modules.values().forEach(module -> aggregators.computeIfAbsent(module.aggregator(), name -> new ArrayList<>()).add(module));
        aggregators.forEach((aggregator, inside) -> {
            if (!aggregator.isEmpty()) {
                page.append("  subgraph ").append(aggregator).append("\n");
                inside.forEach(module -> page.append("    ").append(module.name()).append("\n"));
                page.append("  end\n");
            }
        });
        modules.values().forEach(module -> module.sees().stream().filter(seen -> !follows(module, seen))
                .forEach(seen -> page.append("  ").append(module.name()).append(" --> ").append(seen).append("\n")));
        page.append("```\n\n| module | what it is for | sees, with what those see |\n| --- | --- | --- |\n");
        modules.values().forEach(module -> page.append("| `").append(module.folder()).append("` | ").append(module.purpose()).append(" | ")
                .append(String.join(", ", module.sees())).append(" |\n"));
        return page.toString();
    }

    private boolean follows(Module module, String seen) {
        return module.sees().stream().anyMatch(other -> !other.equals(seen) && reaches(other, seen));
    }

    private boolean reaches(String from, String to) {
        return modules.get(from).sees().stream().anyMatch(next -> next.equals(to) || reaches(next, to));
    }

    private static String nameOf(String folder) {
        return folder.substring(folder.lastIndexOf('/') + 1);
    }

    private record Pom(String folder, String artifact, String description, List<String> modules, List<String> dependencies) {}

    private static void read(Path root, String folder, List<Pom> poms) throws IOException {
        Element project = parse(root.resolve(folder).resolve("pom.xml"));
        List<String> inside = child(project, "modules").stream().flatMap(modules -> children(modules, "module")).map(Node::getTextContent).toList();
        List<String> dependencies = child(project, "dependencies").stream().flatMap(all -> children(all, "dependency"))
                .filter(dependency -> text(dependency, "groupId").equals("io.github.palimpsest") && !SCOPES_LEFT_OUT.contains(text(dependency, "scope")))
                .map(dependency -> text(dependency, "artifactId")).toList();
        poms.add(new Pom(folder, text(project, "artifactId"), text(project, "description").strip().replaceAll("\\s+", " "), inside, dependencies));
        for (String module : inside) {
            read(root, folder.isEmpty() ? module : folder + "/" + module, poms);
        }
    }

    private static Element parse(Path pom) throws IOException {
        try {
            return DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder().parse(pom.toFile()).getDocumentElement();
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException(pom + " can't be read", e);
        }
    }

    private static Stream<Element> children(Element parent, String name) {
        Stream.Builder<Element> found = Stream.builder();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element && element.getTagName().equals(name)) {
                found.add(element);
            }
        }
        return found.build();
    }

    private static List<Element> child(Element parent, String name) {
        return children(parent, name).limit(1).toList();
    }

    private static String text(Element parent, String name) {
        return child(parent, name).stream().map(Node::getTextContent).findFirst().orElse("");
    }
}
