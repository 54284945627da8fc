package palimpsest.runtime.verify.procedure;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import palimpsest.memory.pack.PackLibrary;
import palimpsest.memory.pack.document.DocumentTemplate;
import palimpsest.memory.pack.document.FormatFault;
import palimpsest.memory.pack.document.TemplateField;
import palimpsest.runtime.verify.Check;
import palimpsest.runtime.verify.CheckScope;
import palimpsest.runtime.verify.Dimension;
import palimpsest.runtime.verify.Facts;
import palimpsest.runtime.verify.Finding;
import palimpsest.runtime.verify.Subject;
import palimpsest.runtime.verify.Subject.AnswerGiving;
import palimpsest.runtime.verify.VerificationBudget;

/**
 * Checks an answer that is a document of the conversation's pack against its template. It is taken for one when at least three labels
 * and half of the required ones stand in it; any other answer is none of this check's business.
 */
public final class DocumentCheck implements Check {

    private static final CheckScope SCOPE = new CheckScope("document_format", Dimension.PROCEDURAL_COMPLIANCE, CheckScope.ANSWERS);

    private static final int LABELS = 3;

    private final BiFunction<String, UUID, Optional<PackLibrary>> packs;

    /** @param packs the pack of a tenant's conversation */
    public DocumentCheck(BiFunction<String, UUID, Optional<PackLibrary>> packs) {
        this.packs = packs;
    }

    @Override
    public CheckScope scope() {
        return SCOPE;
    }

    @Override
    public boolean takesLong() {
        return false;
    }

    @Override
    public List<Finding> check(Subject subject, Facts facts, VerificationBudget budget) {
        String answer = ((AnswerGiving) subject).answer();
        return packs.apply(facts.tenant(), facts.conversationId())
                .flatMap(library -> template(library, answer).map(template -> findings(library, template, answer))).orElse(List.of());
    }

    private List<Finding> findings(PackLibrary library, DocumentTemplate template, String answer) {
        List<FormatFault> faults = library.formats().check(template, answer);
        return faults.isEmpty() ? List.of(Finding.pass(dimension(), name(), template.title(), "All fields of its template are there.", null))
                : faults.stream().map(fault -> Finding.fail(dimension(), name(), template.title() + ": " + fault.field(), fault.what(), fault.remedy())).toList();
    }

    /** The template that the answer looks like most. */
    private static Optional<DocumentTemplate> template(PackLibrary library, String answer) {
        return library.pack().templates().stream().filter(template -> looksLike(library, template, answer))
                .max(Comparator.comparingInt(template -> library.formats().present(template, answer).size()));
    }

    private static boolean looksLike(PackLibrary library, DocumentTemplate template, String answer) {
        var present = library.formats().present(template, answer);
        long required = template.fields().stream().filter(TemplateField::required).count();
        return present.size() >= LABELS && 2 * present.stream().filter(TemplateField::required).count() >= required;
    }
}
