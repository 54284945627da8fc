package palimpsest.runtime.model.extractive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import palimpsest.runtime.model.extractive.FakeRuntime.Outcome;

/** Small documents that the default model once answered wrongly, with the right answers: questions.txt says how a case is written. */
class QuestionsTest {

    private static final String NOTHING = "-";

    record Case(String kind, String question, String holds, String lacks, String document) {

        static Case of(String line) {
            String[] parts = line.split(" ~ ", -1);
            assertThat(parts).as(line).hasSize(5);
            return new Case(parts[0], parts[1], parts[2], parts[3], parts[4].replace("\\n", "\n").replace("\\t", "\t"));
        }

        @Override
        public String toString() {
            return kind + ": " + question;
        }
    }

    static Stream<Case> cases() throws IOException {
        try (var in = QuestionsTest.class.getResourceAsStream("questions.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().filter(line -> !line.isBlank() && !line.startsWith("# ")).map(Case::of).toList().stream();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void is_answered_rightly(Case one) {
        var model = new ExtractiveChatModel(FakeRuntime::tokens);
        var runtime = new FakeRuntime().document("document.txt", one.document);
        Outcome outcome = null;
        for (String question : one.question.split(" >> ")) {
            outcome = runtime.ask(model, question);
        }
        boolean claims = outcome.answer().startsWith("\"") || outcome.answer().startsWith("“");
        assertThat(claims).as("claims to answer: %s", outcome.answer()).isEqualTo(!one.holds.equals(NOTHING));
        if (claims) {
            assertThat(outcome.answer()).contains(one.holds);
        }
        if (!one.lacks.equals(NOTHING)) {
            assertThat(outcome.answer()).doesNotContain(one.lacks);
        }
    }
}
