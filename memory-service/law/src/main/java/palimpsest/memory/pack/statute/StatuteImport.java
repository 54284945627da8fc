package palimpsest.memory.pack.statute;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import palimpsest.memory.pack.Pack;
import palimpsest.memory.pack.PackException;
import palimpsest.memory.pack.PackReader;
import palimpsest.memory.pack.law.Article;
import palimpsest.memory.pack.law.ArticleId;
import palimpsest.memory.pack.law.Law;
import palimpsest.memory.pack.law.Provisions;
import palimpsest.memory.pack.statute.Statute.StatuteArticle;

/** Makes a pack out of a folder of statutes, and reads it again to see that it can be used. Files of one law, such as its books, become one law. */
public final class StatuteImport {

    private static final String PEOPLES_REPUBLIC = "中华人民共和国";
    private static final Set<String> TEXTS = Set.of("md", "markdown", "txt");
    private static final Set<String> XML = Set.of("xml", "akn");

    private final Path from;
    private final List<String> problems = new ArrayList<>();

    private StatuteImport(Path from) {
        this.from = from;
    }

    /**
     * What came of it.
     *
     * @param pack       as it was read again
     * @param paragraphs of all articles
     * @param references between articles
     * @param problems   what was left out, each with file and line
     */
    public record Imported(Pack pack, int files, int paragraphs, int references, List<String> problems) {}

    /**
     * Writes {@code pack.yaml} and a file for each law into a directory.
     *
     * @param name  of the pack
     * @param title of the pack; null for one made of the laws' names
     * @throws IOException              when something can't be read or written
     * @throws IllegalArgumentException when there is nothing to import; the message says what is wrong
     * @throws PackException            when the directory holds other files that make no pack with these
     */
    public static Imported run(Path from, Path to, String name, String title) throws IOException {
        return new StatuteImport(from).run(to, name, title);
    }

    private Imported run(Path to, String name, String title) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(from)) {
            files = all.filter(Files::isRegularFile).filter(file -> TEXTS.contains(ending(file)) || XML.contains(ending(file))).sorted().toList();
        }
        Map<String, List<Statute>> byName = new LinkedHashMap<>();
        for (Path file : files) {
            read(file).filter(statute -> !statute.name().isEmpty() && !statute.articles().isEmpty()).ifPresent(statute -> byName.computeIfAbsent(statute.name(), key -> new ArrayList<>()).add(statute));
        }
        List<Law> laws = resolved(byName.values().stream().map(this::merged).toList(), byName);
        if (laws.isEmpty()) {
            problems.addFirst(from + ": no statute was found. Files end in .md, .txt or .xml.");
            throw new IllegalArgumentException(String.join("\n", problems));
        }
        write(to, name, title, laws);
        Pack pack = PackReader.read(to);
        int paragraphs = pack.articles().stream().mapToInt(article -> article.paragraphs().size()).sum();
        int references = pack.articles().stream().mapToInt(article -> article.see().size()).sum();
        return new Imported(pack, files.size(), paragraphs, references, List.copyOf(problems));
    }

    private Optional<Statute> read(Path file) throws IOException {
        String name = from.relativize(file).toString();
        String text = decoded(Files.readAllBytes(file));
        return XML.contains(ending(file)) ? AkomaNtoso.read(name, text, problems) : Optional.of(StatuteText.read(name, text, problems));
    }

    /** UTF-8, or else GB 18030, in which many Chinese texts are kept. */
    private static String decoded(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            return new String(bytes, Charset.forName("GB18030"));
        }
    }

    private static String ending(Path file) {
        String name = file.getFileName().toString();
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }

    // --- putting together

    private Law merged(List<Statute> parts) {
        String name = parts.getFirst().name();
        Set<String> aliases = new LinkedHashSet<>();
        parts.forEach(part -> aliases.addAll(part.aliases()));
        if (name.startsWith(PEOPLES_REPUBLIC) && name.length() > PEOPLES_REPUBLIC.length() + 1) {
            aliases.add(name.substring(PEOPLES_REPUBLIC.length()));
        }
        aliases.remove(name);
        Map<String, Article> articles = new LinkedHashMap<>();
        for (Statute part : parts) {
            for (StatuteArticle article : part.articles()) {
                var made = new Article(new ArticleId(name, article.number()), article.title(), article.text(), List.of());
                if (articles.putIfAbsent(article.number(), made) != null) {
                    problems.add(part.file() + ":" + article.line() + ": article " + article.number() + " of " + name + " is in another file already. It is left out.");
                }
            }
        }
        LocalDate begins = parts.stream().map(Statute::from).filter(date -> date != null).findFirst().orElse(null);
        LocalDate ends = parts.stream().map(Statute::to).filter(date -> date != null).findFirst().orElse(null);
        return new Law(name, List.copyOf(aliases), List.copyOf(articles.values()), begins, ends);
    }

    /** The laws with what their articles refer to; what is not there is told. */
    private List<Law> resolved(List<Law> laws, Map<String, List<Statute>> parts) {
        var provisions = new Provisions(laws);
        List<Law> resolved = new ArrayList<>();
        for (Law law : laws) {
            List<Article> articles = new ArrayList<>();
            for (Article article : law.articles()) {
                Set<ArticleId> see = new LinkedHashSet<>();
                provisions.mentionsIn(article).forEach(mention -> {
                    if (mention.exists()) {
                        see.add(mention.article());
                    } else {
                        problems.add(where(parts.get(law.name()), article) + ": refers to " + mention.article() + ", which is not in these files.");
                    }
                });
                see.remove(article.id());
                articles.add(new Article(article.id(), article.title(), article.text(), List.copyOf(see)));
            }
            resolved.add(new Law(law.name(), law.aliases(), articles, law.from(), law.to()));
        }
        return resolved;
    }

    private static String where(List<Statute> parts, Article article) {
        return parts.stream().flatMap(part -> part.articles().stream().filter(each -> each.number().equals(article.id().number())).map(each -> part.file() + ":" + each.line())).findFirst()
                .orElse(parts.getFirst().file());
    }

    // --- writing

    private static void write(Path to, String name, String title, List<Law> laws) throws IOException {
        Files.createDirectories(to);
        boolean cjk = laws.stream().allMatch(law -> law.name().codePoints().anyMatch(Character::isIdeographic));
        var head = new StringBuilder("# Made by ./palimpsest pack import. Add charges, cases, procedures and templates in files beside this one.\npack:\n");
        head.append("  name: ").append(name).append("\n  title: ").append(quoted(title != null ? title : String.join(", ", laws.stream().map(Law::name).toList()))).append('\n');
        head.append("  language: ").append(cjk ? "cjk" : "english").append('\n');
        Files.writeString(to.resolve("pack.yaml"), head);
        for (int i = 0; i < laws.size(); i++) {
            Files.writeString(to.resolve("law-" + (i + 1) + ".yaml"), yaml(laws.get(i)));
        }
    }

    private static String yaml(Law law) {
        var yaml = new StringBuilder("laws:\n  - name: ").append(quoted(law.name())).append('\n');
        if (!law.aliases().isEmpty()) {
            yaml.append("    aliases: ").append(list(law.aliases())).append('\n');
        }
        if (law.from() != null) {
            yaml.append("    from: ").append(law.from()).append('\n');
        }
        if (law.to() != null) {
            yaml.append("    to: ").append(law.to()).append('\n');
        }
        yaml.append("    articles:\n");
        for (Article article : law.articles()) {
            yaml.append("      - number: ").append(quoted(article.id().number())).append("\n        title: ").append(quoted(article.title())).append("\n        text: |-\n");
            article.text().lines().forEach(line -> yaml.append("          ").append(printable(line.strip())).append('\n'));
            if (!article.see().isEmpty()) {
                yaml.append("        see: ").append(list(article.see().stream().map(ArticleId::toString).toList())).append('\n');
            }
        }
        return yaml.toString();
    }

    private static String list(List<String> texts) {
        return "[" + String.join(", ", texts.stream().map(StatuteImport::quoted).toList()) + "]";
    }

    private static String quoted(String text) {
        return '"' + printable(text).replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static String printable(String text) {
        return text.replaceAll("[\\p{Cntrl}\\p{Co}\\p{Cn}\uFEFF]", " ");
    }
}
