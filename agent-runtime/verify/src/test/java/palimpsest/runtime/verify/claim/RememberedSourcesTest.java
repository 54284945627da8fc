package palimpsest.runtime.verify.claim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import palimpsest.runtime.answer.CitationResolver;
import palimpsest.runtime.answer.ReadSpan;
import palimpsest.runtime.answer.TurnPlace;
import palimpsest.runtime.verify.Finding;
import palimpsest.runtime.verify.Subject;
import palimpsest.runtime.verify.VerificationBudget;
import palimpsest.runtime.verify.checks.CheckingVerifier;

/** Answers that say when and where what they quote was said. */
class RememberedSourcesTest {

    private static final ReadSpan TURN = new ReadSpan(null, "I saw 3 herons. At the weir.", null, 0, "I left the keys with Greta yesterday.",
            new TurnPlace("c1", 4, "user", Instant.parse("2026-05-03T18:20:00Z")));
    private static final TextFacts FACTS = new TextFacts(TextFacts.of("none", List.of(), "").document(), "", List.of(TURN), "Who has the keys?");

    private static List<Finding> failed(String answer) {
        var resolver = new CitationResolver();
        var checks = new CheckingVerifier(List.of(new FigureCheck(), new SupportCheck(resolver), new WordingCheck()), VerificationBudget.Limits.DEFAULT);
        return checks.verify(new Subject.AnswerGiving(answer, resolver.resolve(answer, List.of(TURN))), FACTS).findings().stream().filter(Finding::failed).toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"I left the keys with Greta yesterday.\" (you, 2026-05-03, in 'I saw 3 herons. At the weir.')",
        "\"I left the keys with Greta yesterday.\" (you, 2026-05-03, in 'I saw 3 herons. At the weir.', in force since 2026-05-02)",
        "“I left the keys with Greta yesterday.”（您，2026-05-03，对话《I saw 3 herons. At the weir.》）",
        "On 3 May you said that you had left the keys with Greta.", "You left the keys with Greta, as you told me on May 3rd, 2026.", "Am 3. Mai 2026: I left the keys with Greta yesterday."})
    void the_day_and_the_conversation_in_which_something_was_said_are_known(String answer) {
        assertThat(failed(answer)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"I left the keys with Greta yesterday.\" (you, 2026-05-13, in 'I saw 3 herons. At the weir.')", "You left 3 keys with Greta yesterday.", "On 4 June you said that you had left the keys with Greta.",
        "On 3 May you said that you had sold the keys to Otto."})
    void another_day_or_number_is_still_found(String answer) {
        assertThat(failed(answer)).isNotEmpty();
    }
}
