package palimpsest.tools.law;

import static palimpsest.tools.spi.ToolOutcome.result;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Stream;
import palimpsest.memory.pack.PackLibrary;
import palimpsest.memory.pack.document.DocumentTemplate;
import palimpsest.memory.pack.document.FormatFault;
import palimpsest.memory.pack.law.Article;
import palimpsest.memory.pack.law.Charge;
import palimpsest.memory.pack.law.Law;
import palimpsest.memory.pack.law.Mention;
import palimpsest.memory.pack.law.Ranked;
import palimpsest.tools.spi.ToolArguments;
import palimpsest.tools.spi.ToolContext;
import palimpsest.tools.spi.ToolOutcome;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The tools that check. Each result has a {@code verdict}: {@code pass}, {@code fail} or {@code unknown}. */
final class Checking {

    private static final String PASS = "pass";
    private static final String FAIL = "fail";
    private static final String UNKNOWN = "unknown";
    private static final int CLOSEST = 3;
    /** An article is relevant among the first so many for the facts. */
    private static final int RELEVANT = 3;
    private static final int ADDED_WORDS = 5;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Checking() {}

    static ToolOutcome law(PackLibrary library, ToolArguments arguments, ToolContext context) {
        String name = arguments.requireText("law_name");
        List<Mention> mentions = library.provisions().mentions(name);
        if (!mentions.isEmpty()) {
            return article(library, mentions.getFirst(), name);
        }
        Optional<Law> law = library.provisions().law(name);
        return law.map(found -> verdict(PASS, "It exists.", "articles", found.articles().stream().map(article -> article.id().number() + ": " + article.title()).toList()))
                .orElseGet(() -> verdict(FAIL, "There is no law of that name. Known here: " + PackReferences.listed(library.pack().laws(), Law::name) + ".", "closest", closest(library, name)));
    }

    private static ToolOutcome article(PackLibrary library, Mention mention, String name) {
        Optional<Article> found = library.provisions().article(mention.article());
        if (found.isEmpty()) {
            return verdict(FAIL, "There is no " + mention.article() + ".", "closest", closest(library, name));
        }
        Article article = found.get();
        Law law = library.provisions().law(article.id().law()).orElseThrow();
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        if (article.deleted()) {
            return verdict(FAIL, article.id() + " was deleted.", "law", PackReferences.article(article));
        }
        if (!law.inForce(today)) {
            return verdict(FAIL, law.name() + (law.to() != null && today.isAfter(law.to()) ? " was in force until " + law.to() + "." : " is in force from " + law.from() + "."), "law", PackReferences.article(article));
        }
        if (mention.paragraph() == null) {
            return verdict(PASS, "It exists.", "law", PackReferences.article(article));
        }
        int paragraphs = article.paragraphs().size();
        return article.paragraph(mention.paragraph()).map(text -> verdict(PASS, "It exists: paragraph " + mention.paragraph() + " of " + paragraphs + ".", "law",
                        result("law", article.id().toString(), "title", article.title(), "paragraph", mention.paragraph(), "text", text)))
                .orElseGet(() -> verdict(FAIL, article.id() + " has no paragraph " + mention.paragraph() + ", it has " + paragraphs + ".", "law", PackReferences.article(article)));
    }

    private static List<String> closest(PackLibrary library, String text) {
        return library.articles().rank(text, CLOSEST).stream().map(found -> found.item().id() + ": " + found.item().title()).toList();
    }

    /** By where the article stands among all for these facts: no threshold would hold for every pack. */
    static ToolOutcome relevance(PackLibrary library, ToolArguments arguments, ToolContext context) {
        Article article = PackReferences.article(library, "law", arguments.requireText("law"));
        List<Ranked<Article>> ranked = library.articles().rank(arguments.requireText("fact"), library.articles().size());
        int place = 1 + (int) ranked.stream().takeWhile(found -> !found.item().id().equals(article.id())).count();
        boolean found = place <= ranked.size();
        boolean word = found && ranked.get(place - 1).words() > 0;
        boolean far = !found || place > Math.max(RELEVANT, library.articles().size() / 2);
        // Facts are told in other words than the law's: without meaning, few shared words say little against an article.
        String verdict = found && place <= RELEVANT ? PASS : far && library.articles().ready() ? FAIL : UNKNOWN;
        String why = found ? "Among " + library.articles().size() + " articles it comes in place " + place + " for these facts" + (word ? "." : ", and shares no word with them.")
                : "It shares nothing with these facts.";
        return verdict(verdict, library.articles().ready() ? why : why + " By words alone: the articles are still being embedded.", "better", ranked.stream().limit(Math.min(CLOSEST, place - 1L)).map(other -> other.item().id() + ": " + other.item().title()).toList());
    }

    static ToolOutcome consistency(PackLibrary library, ToolArguments arguments, ToolContext context) {
        String crime = arguments.requireText("crime");
        Article article = PackReferences.article(library, "law", arguments.requireText("law"));
        Optional<Charge> charge = library.pack().charge(crime);
        if (charge.isEmpty() || charge.get().articles().isEmpty()) {
            return verdict(UNKNOWN, "The pack does not say by what \"" + crime + "\" is punished. Offences known here: "
                    + PackReferences.listed(library.pack().charges(), Charge::name) + ".", "laws", List.of());
        }
        boolean fits = charge.get().articles().contains(article.id());
        return verdict(fits ? PASS : FAIL, charge.get().name() + (fits ? " is" : " is not") + " punished by " + article.id() + ".", "laws", PackReferences.ids(charge.get().articles()));
    }

    /** The query with the names of the offences that it is about, with telling words of the facts, and with both. */
    static ToolOutcome rewrite(PackLibrary library, ToolArguments arguments, ToolContext context) {
        String query = arguments.requireText("query").strip();
        String facts = arguments.requireText("context");
        String both = (query + " " + facts).toLowerCase(Locale.ROOT);
        List<String> names = library.pack().charges().stream().filter(charge -> named(charge, both) > 0)
                .sorted(Comparator.comparingInt((Charge charge) -> named(charge, both)).reversed())
                .flatMap(charge -> names(charge).filter(name -> !query.toLowerCase(Locale.ROOT).contains(name.toLowerCase(Locale.ROOT))))
                .distinct().limit(ADDED_WORDS).toList();
        List<String> words = library.articles().telling(facts, ADDED_WORDS).stream().filter(word -> !query.toLowerCase(Locale.ROOT).contains(word.toLowerCase(Locale.ROOT))).toList();
        Set<String> variants = new LinkedHashSet<>(List.of(with(query, Stream.concat(names.stream(), words.stream()).toList()), with(query, names), with(query, words)));
        variants.remove(query);
        return ToolOutcome.of(variants.isEmpty() ? result("rewritten_query", query, "variants", List.of(), "message", "The context adds no word that the law knows.")
                : result("rewritten_query", variants.iterator().next(), "variants", List.copyOf(variants)));
    }

    private static Stream<String> names(Charge charge) {
        return Stream.concat(Stream.of(charge.name()), charge.expansions().stream());
    }

    /** Length of the longest name of the offence that stands in the text, in lower case; 0 when none does. */
    private static int named(Charge charge, String text) {
        return names(charge).map(name -> name.toLowerCase(Locale.ROOT)).filter(text::contains).mapToInt(String::length).max().orElse(0);
    }

    private static String with(String query, List<String> more) {
        return more.isEmpty() ? query : query + " " + String.join(" ", more);
    }

    static ToolOutcome format(PackLibrary library, ToolArguments arguments, ToolContext context) {
        DocumentTemplate template = PackReferences.template(library, "document_type", arguments.requireText("document_type"));
        Object document = arguments.value("document").orElseThrow();
        List<FormatFault> faults = fields(document).map(fields -> library.formats().check(template, fields))
                .orElseGet(() -> library.formats().check(template, String.valueOf(document)));
        return verdict(faults.isEmpty() ? PASS : FAIL, faults.isEmpty() ? "All fields are there." : faults.size() + " fields need mending.", "faults",
                faults.stream().map(Checking::fault).toList());
    }

    private static SequencedMap<String, Object> fault(FormatFault fault) {
        return result("field", fault.field(), "kind", fault.kind().name().toLowerCase(Locale.ROOT), "what", fault.what(), "what_to_do", fault.remedy());
    }

    /** The fields of a document that is given as a JSON object. */
    private static Optional<Map<String, String>> fields(Object document) {
        Object object = document;
        if (document instanceof String text && text.strip().startsWith("{")) {
            try {
                object = JSON.readValue(text, new TypeReference<LinkedHashMap<String, Object>>() {});
            } catch (JacksonException e) {
                return Optional.empty();
            }
        }
        if (!(object instanceof Map<?, ?> map)) {
            return Optional.empty();
        }
        Map<String, String> fields = new LinkedHashMap<>();
        map.forEach((label, content) -> fields.put(String.valueOf(label), content == null ? "" : String.valueOf(content)));
        return Optional.of(fields);
    }

    private static ToolOutcome verdict(String verdict, String evidence, String key, Object value) {
        return ToolOutcome.of(result("verdict", verdict, "evidence", evidence, key, value));
    }
}
