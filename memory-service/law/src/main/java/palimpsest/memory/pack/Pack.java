package palimpsest.memory.pack;

import java.util.List;
import java.util.Optional;
import palimpsest.memory.pack.document.DocumentTemplate;
import palimpsest.memory.pack.law.Analysis;
import palimpsest.memory.pack.law.Article;
import palimpsest.memory.pack.law.ArticleId;
import palimpsest.memory.pack.law.Charge;
import palimpsest.memory.pack.law.Law;
import palimpsest.memory.pack.law.PrecedentCase;
import palimpsest.memory.pack.law.Provisions;
import palimpsest.memory.pack.procedure.Procedure;

/**
 * A domain: what its law says, how its hearings are held, what its documents look like. Made by {@link PackReader}, which has checked
 * that all names in it lead somewhere.
 *
 * @param name     by which it is configured
 * @param language that it is written in
 */
public record Pack(String name, String title, Analysis language, List<Law> laws, List<Charge> charges, List<PrecedentCase> cases,
                   List<Procedure> procedures, List<DocumentTemplate> templates) {

    public Pack {
        laws = List.copyOf(laws);
        charges = List.copyOf(charges);
        cases = List.copyOf(cases);
        procedures = List.copyOf(procedures);
        templates = List.copyOf(templates);
    }

    /** All articles, in the order of the laws. */
    public List<Article> articles() {
        return laws.stream().flatMap(law -> law.articles().stream()).toList();
    }

    /** The offence of that name; case does not matter. */
    public Optional<Charge> charge(String name) {
        return charges.stream().filter(charge -> charge.name().equalsIgnoreCase(name.strip())).findFirst();
    }

    /** Offences that are punished by the article. */
    public List<Charge> chargesOf(ArticleId article) {
        return charges.stream().filter(charge -> charge.articles().contains(article)).toList();
    }

    public Optional<Procedure> procedure(String courtType) {
        return procedures.stream().filter(procedure -> procedure.courtType().equalsIgnoreCase(courtType.strip())).findFirst();
    }

    public Optional<DocumentTemplate> template(String type) {
        return templates.stream().filter(template -> template.type().equalsIgnoreCase(type.strip())).findFirst();
    }

    /** Finds its articles in texts. Expensive to make, safe to share. */
    public Provisions provisions() {
        return new Provisions(laws);
    }
}
