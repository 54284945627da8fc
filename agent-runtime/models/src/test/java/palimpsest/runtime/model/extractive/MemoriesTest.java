package palimpsest.runtime.model.extractive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import palimpsest.memory.language.FixedWords;
import palimpsest.memory.language.Languages;

/** Questions that users ask about what they told, a line each in {@code memories.txt}. */
class MemoriesTest {

    private static final Languages LANGUAGES = Languages.shared();
    private static final Pattern NAMED = Pattern.compile("(\\p{Lu}\\p{Ll}+): (.*)");

    record Case(String kind, String question, String expected, List<Remembered> memories) {

        static Case of(String line) {
            String[] parts = line.split(" ~ ", 4);
            String[] told = parts[3].split(" \\|\\| ");
            var memories = new ArrayList<Remembered>();
            int talk = 0;
            for (int i = 0; i < told.length; i++) {
                boolean next = told[i].startsWith("+ ");
                talk = next ? talk : i;
                told[i] = next ? told[i].substring(2) : told[i];
                Matcher named = NAMED.matcher(told[i]);
                boolean byUser = !named.matches();
                String[] after = told[i].split(" >> ", 2);
                String corrects = told[i].startsWith("^") ? "m" + (i - 1) : "";
                String day = "2026-03-%02d".formatted(i + 1);
                memories.add(new Remembered(byUser ? after[after.length - 1].replaceFirst("^\\^", "") : named.group(2), day + "T10:00:00Z", byUser ? "user" : named.group(1), "Talk " + talk + " #" + (1 + 9 * (i - talk)), day, i, "m" + i, corrects,
                        after.length == 1 ? "" : after[0], 1 + i - talk));
            }
            return new Case(parts[0], parts[1], parts[2], memories);
        }

        @Override
        public String toString() {
            return kind + ": " + question;
        }
    }

    static Stream<Case> cases() throws IOException {
        try (var in = MemoriesTest.class.getResourceAsStream("memories.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().filter(line -> !line.startsWith("#")).map(Case::of);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void what_a_user_told_is_found_and_nothing_else(Case one) {
        Question asked = Question.of(one.question(), null, LANGUAGES);
        String answer = new MemoryAnswer(asked, new Relevance(asked), one.memories(), true).alone();
        if (one.expected().equals("-")) {
            assertThat(answer).isEqualTo(FixedWords.of(one.question()).memory().nothing());
        } else {
            assertThat(answer.lines().findFirst().orElseThrow()).startsWith("\"").contains(one.expected());
        }
    }
}
