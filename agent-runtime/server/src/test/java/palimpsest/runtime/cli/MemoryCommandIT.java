package palimpsest.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import palimpsest.memory.gate.Turn;
import palimpsest.memory.longterm.LongTermMemory;
import palimpsest.memory.longterm.NumberedTurn;
import palimpsest.memory.testing.TestDatabase;

/** {@code palimpsest memory} as an operator calls it. */
class MemoryCommandIT {

    /** All commands work on one database. */
    private final String tenant = TestDatabase.shared().newTenant();

    @Test
    void a_person_is_forgotten_once_it_is_confirmed_and_the_receipt_is_shown() {
        try (var context = DataOptions.start(WebApplicationType.NONE, Map.of("palimpsest.embedding.enabled", false, "palimpsest.database.url", TestDatabase.shared().jdbcUrl()))) {
            var memory = context.getBean(LongTermMemory.class);
            for (String user : List.of("ann", "ben")) {
                memory.remember(tenant, user, "c1", List.of(said(1, "I moved to Lisbon in May."), said(2, "My sister is called Marta.")));
            }
        }
        assertThat(run("memory", "forget", "ann").status()).as("not confirmed").isEqualTo(2);
        Ended forgotten = run("memory", "forget", "ann", "--yes", "--json");
        assertThat(forgotten.status()).as(forgotten.err()).isZero();
        assertThat(forgotten.json().get("decisions").asInt()).isEqualTo(2);
        assertThat(forgotten.json().get("subject").asString()).isEqualTo("ann");
        assertThat(forgotten.json().get("unread").asInt()).isZero();

        Ended again = run("memory", "forget", "ann", "--yes");
        assertThat(again.status()).isEqualTo(ExitCode.NO_INPUT);
        assertThat(again.err()).contains("nothing of that in the memory of ann").doesNotContain("\tat ");
        assertThat(run("memory", "forget", "ben", "--conversation", "c1", "--yes").out()).contains("of ben", "erased 2 turns", "0 questions in progress");
        assertThat(run("memory", "receipts", "--user", "ann").out()).contains(forgotten.json().get("id").asString(), "asked for by command line").doesNotContain("Lisbon").hasLineCount(1);
        assertThat(run("memory", "receipts", "--json").json()).hasSize(2);
    }

    private static NumberedTurn said(long seq, String text) {
        return new NumberedTurn(seq, new Turn("user", Instant.parse("2026-05-01T10:00:00Z"), text));
    }

    private Ended run(String... arguments) {
        return Ended.of(Stream.concat(Stream.of(arguments), Stream.of("--set", "palimpsest.embedding.enabled=false", "--set", "palimpsest.tenant=" + tenant,
                "--database-url", TestDatabase.shared().jdbcUrl())).toArray(String[]::new));
    }
}
