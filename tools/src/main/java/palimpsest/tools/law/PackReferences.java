package palimpsest.tools.law;

import static palimpsest.tools.spi.ToolOutcome.result;

import java.util.Collection;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import palimpsest.memory.pack.PackLibrary;
import palimpsest.memory.pack.document.DocumentTemplate;
import palimpsest.memory.pack.law.Article;
import palimpsest.memory.pack.law.ArticleId;
import palimpsest.memory.pack.law.Law;
import palimpsest.memory.pack.procedure.ProcedureRules;
import palimpsest.tools.spi.InvalidArgument;

/** Things of a pack as a model names them and is told of them. */
final class PackReferences {

    private static final int LISTED = 40;

    private PackReferences() {}

    static SequencedMap<String, Object> article(Article article) {
        return result("law", article.id().toString(), "title", article.title(), "text", article.text());
    }

    static List<String> ids(Collection<ArticleId> articles) {
        return articles.stream().map(ArticleId::toString).toList();
    }

    /** The one article that a text names. */
    static Article article(PackLibrary library, String argument, String text) {
        var mentions = library.provisions().mentions(text);
        if (mentions.isEmpty()) {
            throw new InvalidArgument(argument + " names no article: give law and number, such as " + example(library) + ". Laws here: " + listed(library.pack().laws(), Law::name) + ".");
        }
        ArticleId id = mentions.getFirst().article();
        return library.provisions().article(id).orElseThrow(() -> new InvalidArgument("There is no " + id + ". " + id.law() + " has the articles "
                + listed(library.provisions().law(id.law()).orElseThrow().articles(), article -> article.id().number()) + "."));
    }

    /** How an article of the pack is named. */
    static String example(PackLibrary library) {
        return "\"" + library.pack().articles().stream().findFirst().map(first -> first.id().toString()).orElse("Civil Code 12") + "\"";
    }

    static ProcedureRules rules(PackLibrary library, String courtType) {
        return library.rules(courtType).orElseThrow(() -> new InvalidArgument("There is no court_type \"" + courtType + "\". Known here: "
                + listed(library.pack().procedures(), procedure -> procedure.courtType()) + "."));
    }

    static DocumentTemplate template(PackLibrary library, String argument, String type) {
        return library.pack().template(type).orElseThrow(() -> new InvalidArgument("There is no " + argument + " \"" + type + "\". Known here: "
                + listed(library.pack().templates(), DocumentTemplate::type) + "."));
    }

    static <T> String listed(List<T> all, Function<T, String> name) {
        return all.isEmpty() ? "none" : all.stream().limit(LISTED).map(name).collect(Collectors.joining(", ")) + (all.size() > LISTED ? " …" : "");
    }
}
