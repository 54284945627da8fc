package palimpsest.memory.longterm;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import palimpsest.memory.longterm.MemoryRecord.Kind;
import palimpsest.memory.longterm.MemoryRecord.Standing;

/** Replacing one record by another, over and over. */
class BitemporalTest {

    private static final Instant START = Instant.parse("2023-01-01T00:00:00Z");

    private static Instant day(int day) {
        return START.plus(Duration.ofDays(day));
    }

    private static MemoryRecord record(String text, Instant from, Instant learned) {
        return new MemoryRecord(UUID.randomUUID(), "ann", Kind.FACT, text, Standing.STATED, 1, Interval.since(from), Interval.since(learned), null, null, null,
                List.of(), List.of());
    }

    /** Replaces what is believed and still true by a new record, as the memory does. */
    private static List<MemoryRecord> replaced(List<MemoryRecord> all, MemoryRecord by, Instant now) {
        var next = new ArrayList<MemoryRecord>();
        for (MemoryRecord record : all) {
            if (record.known().to() == null && record.valid().to() == null) {
                MemoryRecord.Replaced replaced = record.replaced(by.id(), by.valid().from(), now, UUID.randomUUID());
                next.add(replaced.retired());
                if (replaced.copy() != null) {
                    next.add(replaced.copy());
                }
            } else {
                next.add(record);
            }
        }
        next.add(by);
        return next;
    }

    private static List<String> believed(List<MemoryRecord> all, Instant valid, Instant known) {
        return all.stream().filter(record -> record.isBelieved(valid, known)).map(MemoryRecord::text).toList();
    }

    @Property(tries = 200)
    void what_was_believed_once_is_never_changed_by_what_is_learned_later(
            @ForAll @Size(min = 1, max = 8) List<@IntRange(min = 0, max = 60) Integer> trueFrom, @ForAll @IntRange(min = 0, max = 60) int validDay) {
        List<MemoryRecord> all = List.of(record("0", day(0), day(0)));
        for (int i = 0; i < trueFrom.size(); i++) {
            Instant now = day(10 * (i + 1));
            List<List<String>> before = new ArrayList<>();
            for (int known = 0; known < 10 * (i + 1); known += 5) {
                before.add(believed(all, day(validDay), day(known)));
            }
            all = replaced(all, record(String.valueOf(i + 1), day(trueFrom.get(i)), now), now);
            for (int known = 0, n = 0; known < 10 * (i + 1); known += 5, n++) {
                assertThat(believed(all, day(validDay), day(known))).isEqualTo(before.get(n));
            }
            assertThat(believed(all, day(1000), now)).as("one is true now").containsExactly(String.valueOf(i + 1));
        }
    }

    @Test
    void the_old_is_true_until_the_new_begins_and_may_still_asks_what_may_believed() {
        MemoryRecord berlin = record("Berlin", day(0), day(1));
        List<MemoryRecord> all = replaced(List.of(berlin), record("Hamburg", day(30), day(100)), day(100));
        assertThat(believed(all, day(10), day(120))).containsExactly("Berlin");
        assertThat(believed(all, day(40), day(120))).containsExactly("Hamburg");
        assertThat(believed(all, day(40), day(50))).as("nobody knew yet").containsExactly("Berlin");
        assertThat(believed(all, day(40), day(0))).isEmpty();
    }

    @Test
    void a_record_that_was_never_true_before_leaves_no_copy() {
        MemoryRecord wrong = record("wrong", day(5), day(6));
        assertThat(wrong.replaced(UUID.randomUUID(), day(5), day(7), UUID.randomUUID()).copy()).isNull();
        assertThat(wrong.replaced(UUID.randomUUID(), day(1), day(7), UUID.randomUUID()).copy()).isNull();
    }
}
