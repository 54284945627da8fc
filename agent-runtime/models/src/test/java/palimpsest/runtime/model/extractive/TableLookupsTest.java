package palimpsest.runtime.model.extractive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Values looked up in tables by the names of row and column, worded as people do: lookups.txt says how a case is written. */
class TableLookupsTest {

    private static final double AIM = 0.95;

    private static String resource(String name) throws IOException {
        try (var in = TableLookupsTest.class.getResourceAsStream("tables/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void values_are_found_by_row_and_column() throws IOException {
        List<String> lines = resource("lookups.txt").lines().filter(line -> !line.startsWith("#") && !line.isBlank()).toList();
        List<String> wrong = new ArrayList<>();
        for (String line : lines) {
            String[] parts = line.split(" ~ ");
            var runtime = new FakeRuntime().document(parts[0], resource(parts[0]));
            String answer = runtime.ask(new ExtractiveChatModel(FakeRuntime::tokens), parts[1]).answer();
            boolean claims = answer.startsWith("\"") || answer.startsWith("“");
            String first = answer.lines().findFirst().orElse("");
            if (!claims || !List.of(parts[2].split("\\|")).stream().allMatch(first::contains)) {
                wrong.add(parts[1] + " -> " + answer);
            }
        }
        assertThat(1 - (double) wrong.size() / lines.size()).as(String.join("\n", wrong)).isGreaterThanOrEqualTo(AIM);
    }
}
