package palimpsest.runtime.verify.kept;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.support.TransactionOperations;
import palimpsest.memory.document.Document;
import palimpsest.memory.verified.MemoryOwner;
import palimpsest.memory.verified.MemoryType;
import palimpsest.memory.verified.Source;
import palimpsest.memory.verified.VerifiedMemory;
import palimpsest.runtime.answer.CitationResolver;
import palimpsest.runtime.answer.ReadSpan;
import palimpsest.runtime.verify.Check;
import palimpsest.runtime.verify.CheckScope;
import palimpsest.runtime.verify.Dimension;
import palimpsest.runtime.verify.Facts;
import palimpsest.runtime.verify.Finding;
import palimpsest.runtime.verify.Subject;
import palimpsest.runtime.verify.Verdict;
import palimpsest.runtime.verify.Verification;
import palimpsest.runtime.verify.VerificationBudget;
import palimpsest.runtime.verify.checks.CheckingVerifier;
import palimpsest.runtime.verify.claim.QuoteRecheck;
import palimpsest.runtime.verify.claim.SupportCheck;
import palimpsest.runtime.verify.claim.TextFacts;
import palimpsest.tools.InMemoryDocuments;
import palimpsest.tools.InMemoryVerified;

class KeptClaimsTest {

    private static final String CLAIM = "The ferry to Ansel leaves at nine.";
    private static final String TENANT = "eval";

    private final InMemoryDocuments documents = new InMemoryDocuments();
    private final VerifiedMemory memory = new VerifiedMemory(new InMemoryVerified(documents), documents, new QuoteRecheck());
    private final MemoryOwner owner = MemoryOwner.agent(new UUID(0, 7));
    private final List<Subject> checked = new ArrayList<>();
    private final CheckingVerifier verifier = new CheckingVerifier(List.of(counting()), new KeptClaims((tenant, conversation) -> Optional.of(owner), memory, TransactionOperations.withoutTransaction()), VerificationBudget.Limits.DEFAULT);

    /** The check of support, which writes down what it is asked. */
    private Check counting() {
        var support = new SupportCheck(new CitationResolver());
        return new Check() {
            @Override
            public CheckScope scope() {
                return new CheckScope(support.name(), support.dimension(), subject -> true);
            }

            @Override
            public List<Finding> check(Subject subject, Facts facts, VerificationBudget budget) {
                checked.add(subject);
                return support.concerns(subject) ? support.check(subject, facts, budget) : List.of();
            }
        };
    }

    private Document document(String text) {
        return documents.add(TENANT, "ferry.txt", text);
    }

    private void keep(Document document, MemoryType type, String content, String check) {
        int at = documents.text(TENANT, document.id()).indexOf(CLAIM);
        memory.keep(TENANT, owner, type, content, Source.in(document, at, at + CLAIM.length(), CLAIM), check);
    }

    private Verification answered(Document document, String answer) {
        String text = documents.text(TENANT, document.id());
        return verifier.verify(new Subject.AnswerGiving(answer, List.of()),
                new TextFacts(document, text, List.of(new ReadSpan(document.id(), document.name(), 0, 0, text)), "When does the ferry leave?"));
    }

    @Test
    void what_was_kept_passes_without_a_new_check_while_its_source_is_unchanged() {
        Document document = document("Timetable. " + CLAIM);
        keep(document, MemoryType.KNOWLEDGE, CLAIM, SupportCheck.NAME);
        assertThat(answered(document, CLAIM).findings()).singleElement().satisfies(finding -> {
            assertThat(finding.verdict()).isEqualTo(Verdict.PASS);
            assertThat(finding.place().start()).isEqualTo(11);
        });
        assertThat(checked).isEmpty();
    }

    @Test
    void it_is_checked_again_when_its_source_changed_and_says_something_else() {
        keep(document(CLAIM), MemoryType.KNOWLEDGE, CLAIM, SupportCheck.NAME);
        Document changed = document("Storm warning: boats of the harbour stay where they are.");
        assertThat(answered(changed, CLAIM).failed()).isTrue();
        assertThat(checked).hasSize(1);
    }

    @Test
    void a_changed_source_that_still_says_so_is_looked_at_once_and_then_known_by_its_new_place() {
        keep(document(CLAIM), MemoryType.KNOWLEDGE, CLAIM, SupportCheck.NAME);
        Document changed = document("New: " + CLAIM);
        assertThat(answered(changed, CLAIM).findings()).singleElement().satisfies(finding -> assertThat(finding.place().documentId()).isEqualTo(changed.id()));
        assertThat(checked).isEmpty();
    }

    @Test
    void an_answer_with_one_new_sentence_is_checked_as_a_whole() {
        Document document = document(CLAIM);
        keep(document, MemoryType.KNOWLEDGE, CLAIM, SupportCheck.NAME);
        assertThat(answered(document, CLAIM + " Tickets cost four crowns.").failed()).isTrue();
        assertThat(checked).hasSize(1);
    }

    @Test
    void a_chunk_that_is_named_must_hold_it_now() {
        Document document = document(CLAIM);
        keep(document, MemoryType.KNOWLEDGE, CLAIM, SupportCheck.NAME);
        answered(document, CLAIM + " [chunk 0]");
        assertThat(checked).isEmpty();
        answered(document, CLAIM + " [chunk 5]");
        assertThat(checked).hasSize(1);
    }

    @Test
    void a_figure_that_was_right_somewhere_vouches_for_no_sentence_and_a_document_that_is_not_attached_for_nothing() {
        Document document = document(CLAIM);
        keep(document, MemoryType.KNOWLEDGE, CLAIM, "figure");
        answered(document, CLAIM);
        Document other = documents.add(TENANT, "other.txt", "Nothing about boats.");
        keep(document, MemoryType.KNOWLEDGE, "It leaves at nine.", SupportCheck.NAME);
        answered(other, "It leaves at nine.");
        assertThat(checked).hasSize(2);
    }

    @Test
    void a_note_that_was_kept_is_not_checked_again() {
        Document document = document(CLAIM);
        keep(document, MemoryType.CONTEXT, "ferry at nine", VerifiedKeeping.NOTE);
        var facts = new TextFacts(document, CLAIM, List.of(), "When?");
        assertThat(verifier.verify(new Subject.NoteWriting("note", "ferry", "ferry", "ferry at nine"), facts).failed()).isFalse();
        assertThat(checked).isEmpty();
        verifier.verify(new Subject.NoteWriting("note", "ferry", "ferry", "ferry at ten"), facts);
        assertThat(checked).hasSize(1);
    }
}
