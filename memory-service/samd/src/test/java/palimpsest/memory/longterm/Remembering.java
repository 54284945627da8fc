package palimpsest.memory.longterm;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import palimpsest.memory.embed.Embedder;
import palimpsest.memory.gate.BaselineGates;
import palimpsest.memory.gate.GateProfile;
import palimpsest.memory.gate.Interaction;
import palimpsest.memory.gate.MemoryGate;
import palimpsest.memory.gate.Turn;
import palimpsest.memory.testing.TestDatabase;
import palimpsest.testkit.SettableClock;

/** A memory of one tenant in the test database, and a clock to set. */
final class Remembering {

    static final Instant MONDAY = Instant.parse("2023-05-08T10:00:00Z");

    final TestDatabase database = TestDatabase.shared();
    final String tenant = database.newTenant();
    final SettableClock clock = new SettableClock(MONDAY);
    final LongTermMemory memory;

    /** The same memory, whose gate fails at the first turn. */
    static LongTermMemory failingOnce(Remembering here) {
        var failed = new AtomicBoolean();
        return doing(here, "", () -> {
            if (failed.compareAndSet(false, true)) {
                throw new IllegalStateException("away");
            }
        });
    }

    /** The same memory, whose gate does something when it judges a turn with that word. */
    static LongTermMemory doing(Remembering here, String word, Runnable work) {
        MemoryGate gate = new MemoryGate() {
            @Override
            public String id() {
                return "works";
            }

            @Override
            public Verdict judge(Interaction interaction) {
                if (interaction.turn().text().contains(word)) {
                    work.run();
                }
                return BaselineGates.everything().judge(interaction);
            }
        };
        return new LongTermMemory(here.database.jdbc(), here.database.transaction(), null, null,
                new LongTermMemory.Settings(GateProfile.shipped(), null, gate, "english"), here.clock);
    }

    private Remembering(MemoryGate gate, Embedder embedder) {
        memory = new LongTermMemory(database.jdbc(), database.transaction(), embedder, null,
                new LongTermMemory.Settings(GateProfile.shipped(), null, gate, "english"), clock);
    }

    static Remembering everything() {
        return new Remembering(BaselineGates.everything(), Words.embedder());
    }

    static Remembering fitted() {
        return fitted(Words.embedder());
    }

    static Remembering fitted(Embedder embedder) {
        return new Remembering(null, embedder);
    }

    static Remembering byWordsOnly() {
        return new Remembering(BaselineGates.everything(), null);
    }

    /** Turns 101 to 108, after which words of courtesy are no news; none of them is kept. */
    void smallTalk(String conversation) {
        List<String> said = List.of("Hi Ben, how are you?", "Great, thanks! And you?", "Great too, thanks so much!", "Wow, that's great!", "Thanks, Ben!",
                "Sure, take care!", "Thanks so much!", "Wow, great!");
        for (int i = 0; i < said.size(); i++) {
            Decision decision = say(conversation, 101 + i, i % 2 == 0 ? "Ann" : "Ben", said.get(i));
            if (decision.kept()) {
                memory.overrule(tenant, decision.id(), false, "test");
            }
        }
    }

    Decision say(String conversation, long seq, String speaker, String text) {
        return say(conversation, seq, speaker, clock.instant(), text);
    }

    Decision say(String conversation, long seq, String speaker, Instant at, String text) {
        List<Decision> decided = memory.remember(tenant, "ann", conversation, List.of(new NumberedTurn(seq, new Turn(speaker, at, text))));
        return decided.isEmpty() ? null : decided.getFirst();
    }

    List<MemoryRecord> recall(String query) {
        return memory.recall(tenant, Recall.now("ann", query, 10)).stream().map(Recall.Found::record).toList();
    }

    List<MemoryRecord> records() {
        return memory.list(tenant, "ann", null, null, null, 100);
    }

    /** Rows of all tables of the memory that hold the word, in any column. */
    long rowsWith(String word) {
        return List.of("memory_decision", "memory_record", "memory_cluster", "memory_source", "memory_link", "memory_chat", "memory_receipt", "memory_forgotten").stream()
                .mapToLong(table -> database.jdbc().sql("select count(*) from " + table + " t where tenant = :tenant and t::text ilike :word")
                        .param("tenant", tenant).param("word", "%" + word + "%").query(Long.class).single()).sum();
    }

    static Instant day(String day) {
        return LocalDate.parse(day).atStartOfDay(ZoneOffset.UTC).toInstant();
    }
}
