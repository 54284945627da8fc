package palimpsest.memory.pack;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import palimpsest.memory.pack.document.FormatCheck;
import palimpsest.memory.pack.law.Article;
import palimpsest.memory.pack.law.HybridTextIndex;
import palimpsest.memory.pack.law.HybridTextIndex.Meaning;
import palimpsest.memory.pack.law.PrecedentCase;
import palimpsest.memory.pack.law.Provisions;
import palimpsest.memory.pack.procedure.ProcedureRules;

/** A pack as it is worked with: its texts indexed, its procedures interpreted. Expensive to make, safe for several threads. */
public final class PackLibrary {

    private final Pack pack;
    private final Provisions provisions;
    private final HybridTextIndex<Article> articles;
    private final HybridTextIndex<PrecedentCase> cases;
    private final FormatCheck formats;
    private final Map<String, ProcedureRules> rules = new HashMap<>();

    public PackLibrary(Pack pack, Meaning meaning) {
        this.pack = pack;
        this.provisions = pack.provisions();
        this.articles = new HybridTextIndex<>(pack.language(), pack.articles(), article -> article.id() + ": " + article.title(), Article::text, meaning);
        this.cases = new HybridTextIndex<>(pack.language(), pack.cases(), PrecedentCase::title, found -> found.facts() + "\n" + found.holding(), meaning);
        this.formats = new FormatCheck(text -> !provisions.cited(text).isEmpty());
        pack.procedures().forEach(procedure -> rules.put(key(procedure.courtType()), new ProcedureRules(procedure, provisions::cited)));
    }

    public Pack pack() {
        return pack;
    }

    public Provisions provisions() {
        return provisions;
    }

    public HybridTextIndex<Article> articles() {
        return articles;
    }

    public HybridTextIndex<PrecedentCase> cases() {
        return cases;
    }

    public FormatCheck formats() {
        return formats;
    }

    /** The rules of a kind of court; case does not matter. */
    public Optional<ProcedureRules> rules(String courtType) {
        return Optional.ofNullable(rules.get(key(courtType)));
    }

    private static String key(String courtType) {
        return courtType.strip().toLowerCase(Locale.ROOT);
    }
}
