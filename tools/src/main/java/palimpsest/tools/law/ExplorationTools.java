package palimpsest.tools.law;

import static palimpsest.tools.spi.ToolOutcome.result;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import palimpsest.memory.pack.PackLibrary;
import palimpsest.memory.pack.document.DocumentTemplate;
import palimpsest.memory.pack.document.TemplateField;
import palimpsest.memory.pack.law.Article;
import palimpsest.memory.pack.law.ArticleId;
import palimpsest.memory.pack.law.Charge;
import palimpsest.memory.pack.law.PrecedentCase;
import palimpsest.memory.pack.law.Ranked;
import palimpsest.memory.pack.procedure.Act;
import palimpsest.memory.pack.procedure.ForbiddenMove;
import palimpsest.memory.pack.procedure.Procedure;
import palimpsest.memory.pack.procedure.Stage;
import palimpsest.tools.spi.InvalidArgument;
import palimpsest.tools.spi.ToolArguments;
import palimpsest.tools.spi.ToolContext;
import palimpsest.tools.spi.ToolOutcome;

/** The tools that bring knowledge in. */
final class ExplorationTools {

    private static final int MOST = 20;
    private static final int CASES = 3;
    private static final int NEIGHBOURS = 5;

    private ExplorationTools() {}

    static ToolOutcome lawRetrieval(PackLibrary library, ToolArguments arguments, ToolContext context) {
        int topk = arguments.requireInteger("topk");
        if (topk < 1 || topk > MOST) {
            throw new InvalidArgument("topk must be between 1 and " + MOST + ".");
        }
        List<SequencedMap<String, Object>> laws = library.articles().rank(arguments.requireText("query"), topk).stream().map(found -> {
            var told = PackReferences.article(found.item());
            told.put("score", rounded(found.score()));
            return told;
        }).toList();
        return ToolOutcome.of(laws.isEmpty() ? result("laws", laws, "message", "Nothing fits. Say it in other words, or let law_query_rewrite do so.") : result("laws", laws));
    }

    static ToolOutcome lawRecommendation(PackLibrary library, ToolArguments arguments, ToolContext context) {
        Article article = PackReferences.article(library, "law", arguments.requireText("law"));
        Set<ArticleId> told = new LinkedHashSet<>(Set.of(article.id()));
        List<SequencedMap<String, Object>> recommended = new ArrayList<>();
        article.see().forEach(id -> add(library, id, "it refers to it", told, recommended));
        library.pack().articles().stream().filter(other -> other.see().contains(article.id()))
                .forEach(other -> add(library, other.id(), "it is referred to there", told, recommended));
        library.pack().chargesOf(article.id()).forEach(charge -> charge.articles().forEach(id -> add(library, id, "same offence: " + charge.name(), told, recommended)));
        library.articles().rank(article.title() + " " + article.text(), NEIGHBOURS + 1).forEach(near -> add(library, near.item().id(), "similar in content", told, recommended));
        return ToolOutcome.of(result("law", article.id().toString(), "recommended", recommended));
    }

    private static void add(PackLibrary library, ArticleId id, String why, Set<ArticleId> told, List<SequencedMap<String, Object>> recommended) {
        if (told.add(id)) {
            library.provisions().article(id).ifPresent(found -> {
                var line = PackReferences.article(found);
                line.put("why", why);
                recommended.add(line);
            });
        }
    }

    static ToolOutcome chargeExpansion(PackLibrary library, ToolArguments arguments, ToolContext context) {
        List<String> names = arguments.texts("charges").stream().flatMap(text -> Arrays.stream(text.split("[,;]"))).map(String::strip)
                .filter(name -> !name.isEmpty()).toList();
        List<SequencedMap<String, Object>> charges = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        for (String name : names) {
            List<Charge> matching = matching(library, name);
            matching.forEach(charge -> charges.add(result("charge", charge.name(), "expansions", charge.expansions(), "laws", PackReferences.ids(charge.articles()))));
            if (matching.isEmpty()) {
                unknown.add(name);
            }
        }
        var told = result("charges", charges);
        if (!unknown.isEmpty()) {
            told.put("unknown", unknown);
            told.put("message", "Offences known here: " + PackReferences.listed(library.pack().charges(), Charge::name) + ".");
        }
        return ToolOutcome.of(told);
    }

    /** The offence of that name, or else those that have it among their expansions. */
    private static List<Charge> matching(PackLibrary library, String name) {
        return library.pack().charge(name).map(List::of).orElseGet(() -> library.pack().charges().stream()
                .filter(charge -> charge.expansions().stream().anyMatch(name::equalsIgnoreCase)).toList());
    }

    static ToolOutcome procedureRetrieval(PackLibrary library, ToolArguments arguments, ToolContext context) {
        Procedure procedure = PackReferences.rules(library, arguments.requireText("court_type")).procedure();
        int number = arguments.requireInteger("stage");
        int last = procedure.stages().size();
        if (number < 0 || number > last) {
            throw new InvalidArgument("stage must be between 1 and " + last + ", or 0 for all.");
        }
        return ToolOutcome.of(result("court_type", procedure.courtType(), "title", procedure.title(), "stages",
                IntStream.rangeClosed(1, last).filter(n -> number == 0 || n == number).mapToObj(n -> stage(n, procedure.stages().get(n - 1))).toList()));
    }

    private static SequencedMap<String, Object> stage(int number, Stage stage) {
        var told = result("stage", number, "id", stage.id(), "title", stage.title(), "after", stage.after(), "acts", stage.acts().stream().map(ExplorationTools::act).toList());
        if (!stage.forbidden().isEmpty()) {
            told.put("forbidden", stage.forbidden().stream().map(ExplorationTools::forbidden).toList());
        }
        return told;
    }

    static SequencedMap<String, Object> act(Act act) {
        var told = result("act", act.id(), "title", act.title(), "required", act.required());
        Stream.of(act.roles().isEmpty() ? null : result("roles", act.roles()), act.after().isEmpty() ? null : result("after", act.after()),
                act.ask().isEmpty() ? null : result("must_ask", act.ask().stream().map(Act.Question::text).toList()),
                act.cite().isEmpty() ? null : result("must_cite", PackReferences.ids(act.cite()))).filter(part -> part != null).forEach(told::putAll);
        return told;
    }

    private static String forbidden(ForbiddenMove move) {
        return (move.says() != null ? "to say \"" + move.says() + "\"" : "to use " + move.tool()) + ": " + move.why();
    }

    static ToolOutcome caseRetrieval(PackLibrary library, ToolArguments arguments, ToolContext context) {
        String type = arguments.requireText("type").strip();
        List<String> types = library.pack().cases().stream().map(PrecedentCase::type).distinct().toList();
        if (types.stream().noneMatch(type::equalsIgnoreCase)) {
            throw new InvalidArgument("There is no case of the type \"" + type + "\". Known here: " + PackReferences.listed(types, name -> name) + ".");
        }
        return ToolOutcome.of(result("cases", library.cases().rank(arguments.requireText("query"), library.cases().size()).stream().map(Ranked::item)
                .filter(found -> found.type().equalsIgnoreCase(type)).limit(CASES)
                .map(found -> result("case", found.id(), "title", found.title(), "facts", found.facts(), "holding", found.holding(), "laws", PackReferences.ids(found.articles())))
                .toList()));
    }

    static ToolOutcome templateRetrieval(PackLibrary library, ToolArguments arguments, ToolContext context) {
        DocumentTemplate template = PackReferences.template(library, "template_type", arguments.requireText("template_type"));
        return ToolOutcome.of(result("template_type", template.type(), "title", template.title(), "fields", template.fields().stream().map(ExplorationTools::field).toList()));
    }

    private static SequencedMap<String, Object> field(TemplateField field) {
        var told = result("label", field.label(), "required", field.required(), "kind", field.kind().name().toLowerCase(Locale.ROOT), "hint", field.hint());
        if (!field.oneOf().isEmpty()) {
            told.put("one_of", field.oneOf());
        }
        return told;
    }

    /** A step for each field, with the tool that gives it, and the check at the end. */
    static ToolOutcome planGeneration(PackLibrary library, ToolArguments arguments, ToolContext context) {
        DocumentTemplate template = PackReferences.template(library, "document_type", arguments.requireText("document_type"));
        List<String> steps = new ArrayList<>();
        for (TemplateField field : template.fields()) {
            String source = field.source() == null ? "" : " Get it by " + field.source() + ".";
            steps.add((field.required() ? "Write \"" : "If there is something to say, write \"") + field.label() + "\": " + (field.hint().isEmpty() ? "…" : field.hint()) + source);
        }
        steps.add("Check the whole by document_format_check with document_type \"" + template.type() + "\", and mend what it finds.");
        return ToolOutcome.of(result("document_type", template.type(), "steps", steps));
    }

    static double rounded(double score) {
        return Math.round(score * 1000) / 1000.0;
    }
}
