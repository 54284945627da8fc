package palimpsest.memory.pack;

import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import palimpsest.memory.pack.YamlMap.Place;
import palimpsest.memory.pack.document.DocumentTemplate;
import palimpsest.memory.pack.law.Analysis;
import palimpsest.memory.pack.law.Charge;
import palimpsest.memory.pack.law.Law;
import palimpsest.memory.pack.law.PrecedentCase;
import palimpsest.memory.pack.law.Provisions;
import palimpsest.memory.pack.procedure.Procedure;

/**
 * Reads a pack (docs/packs.md) from a directory, or one that is shipped. YAML is composed to nodes and nothing else: no tag makes an
 * object. Everything that is wrong is told at once.
 */
public final class PackReader {

    static final int LARGEST_FILE = 8_000_000;

    private static final String HEAD = "pack.yaml";
    private static final int MOST_FILES = 200;
    private static final int DEEPEST = 20;
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,40}");

    private final PackFiles files;
    private final List<String> problems = new ArrayList<>();

    private PackReader(PackFiles files) {
        this.files = files;
    }

    /**
     * The pack in a directory.
     *
     * @throws PackException when it can't be used
     */
    public static Pack read(Path directory) {
        if (!Files.isDirectory(directory)) {
            throw new PackException(directory.toString(), List.of("there is no such directory. Give the one that holds " + HEAD + "."));
        }
        return new PackReader(PackFiles.in(directory)).read();
    }

    /** The pack of that name that is shipped with the product; empty when there is none. */
    public static Optional<Pack> shipped(String name) {
        PackFiles files = PackFiles.shipped(name);
        return NAME.matcher(name).matches() && files.text(HEAD).isPresent() ? Optional.of(new PackReader(files).read()) : Optional.empty();
    }

    private Pack read() {
        try {
            Pack pack = pack();
            if (problems.isEmpty()) {
                return pack;
            }
        } catch (UncheckedIOException e) {
            problems.add("a file can't be read: " + e.getCause().getMessage());
        }
        throw new PackException(files.place(), problems);
    }

    private Pack pack() {
        Optional<YamlMap> head = root(HEAD);
        if (head.isEmpty()) {
            return null;
        }
        YamlMap about = head.get().map("pack");
        List<YamlMap> roots = new ArrayList<>(List.of(head.get()));
        others(about).forEach(file -> root(file).ifPresent(roots::add));

        String name = about.as("name", text -> Optional.of(text).filter(NAME.asMatchPredicate()), "a name of small letters, digits and dashes").orElse("");
        if (name.isEmpty() && !about.has("name")) {
            about.required("name");
        }
        String title = about.required("title");
        about.text("description");
        Analysis language = about.as("language", Analysis::of, "one of " + String.join(", ", Analysis.languages())).orElse(Analysis.ENGLISH);
        about.end();

        var law = new LawSections(roots);
        List<Law> laws = law.laws();
        var provisions = new Provisions(laws);
        law.checkReferences(provisions);
        List<Charge> charges = law.charges(provisions);
        List<PrecedentCase> cases = law.cases(provisions);
        List<Procedure> procedures = new ProcedureSection(roots, provisions).procedures();
        List<DocumentTemplate> templates = new TemplateSection(roots).templates();
        for (YamlMap root : roots) {
            root.end();
        }
        return new Pack(name, title, language, laws, charges, cases, procedures, templates);
    }

    /** The files that {@code pack.yaml} names, or all that are there. */
    private List<String> others(YamlMap about) {
        if (!about.has("files")) {
            List<String> all = files.list().stream().filter(file -> !file.equals(HEAD)).toList();
            if (all.size() > MOST_FILES) {
                problems.add(files.place() + ": holds " + all.size() + " YAML files, and at most " + MOST_FILES + " are read.");
                return List.of();
            }
            return all;
        }
        List<String> named = about.texts("files");
        for (String file : named) {
            if (!file.matches("[\\w.-]+\\.ya?ml")) {
                about.problem("files", "\"" + file + "\" is not the name of a YAML file beside " + HEAD + ".");
            }
        }
        return named.stream().filter(file -> file.matches("[\\w.-]+\\.ya?ml")).limit(MOST_FILES).toList();
    }

    private Optional<YamlMap> root(String file) {
        Optional<String> text = files.text(file);
        if (text.isEmpty()) {
            problems.add(file + ": there is no such file in the pack" + (file.equals(HEAD) ? "; it must be there and begin with pack: {name: …, title: …}." : "."));
            return Optional.empty();
        }
        try {
            Node node = new Yaml(options()).compose(new StringReader(text.get()));
            return node == null ? Optional.empty() : Optional.of(new YamlMap(node, new Place(file, 1, ""), problems));
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            problems.add(file + ":" + line + ": is no YAML: " + e.getProblem() + ". Put a text that holds \": \" or begins with a mark into quotes, and indent with spaces.");
        } catch (YAMLException e) {
            problems.add(file + ": can't be read: " + e.getMessage());
        }
        return Optional.empty();
    }

    private static LoaderOptions options() {
        var options = new LoaderOptions();
        options.setCodePointLimit(LARGEST_FILE);
        options.setNestingDepthLimit(DEEPEST);
        options.setMaxAliasesForCollections(0);
        return options;
    }
}
