package palimpsest.memory.longterm;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.UUID;
import palimpsest.memory.longterm.MemoryRecord.Kind;
import palimpsest.memory.text.StorableText;

/** What people say of turns and records, and what follows from that for records, vectors and criteria. */
final class Corrections {

    private final SubjectLocks locks;
    private final DecisionStore decisions;
    private final RecordStore records;
    private final Recording recording;
    private final Judging judging;
    private final TakingIn takingIn;
    private final MemoryVectors embeddings;
    private final Clock clock;

    Corrections(SubjectLocks locks, DecisionStore decisions, RecordStore records, Recording recording, Judging judging, TakingIn takingIn, MemoryVectors embeddings,
                Clock clock) {
        this.locks = locks;
        this.decisions = decisions;
        this.records = records;
        this.recording = recording;
        this.judging = judging;
        this.takingIn = takingIn;
        this.embeddings = embeddings;
        this.clock = clock;
    }

    MemoryRecord replace(String tenant, UUID id, String given, Instant from, UUID source) {
        String text = StorableText.clean(given).value();
        MemoryRecord old = records.required(tenant, id);
        if (old.known().to() != null) {
            throw new IllegalArgumentException("The record " + id + " is no longer believed: replace " + old.replacedBy() + " instead.");
        }
        Decision said = decisions.find(tenant, source).filter(turn -> turn.subject().equals(old.subject())).orElseThrow(() -> new NoSuchElementException("There is no turn " + source + "."));
        List<float[]> vector = embeddings.of(List.of(text));
        return locks.exclusively(tenant, old.subject(), () -> {
            Instant now = clock.instant();
            if (decisions.find(tenant, source).isEmpty()) {
                throw new NoSuchElementException("There is no turn " + source + ": it was forgotten just now.");
            }
            MemoryRecord made = recording.derived(said, old.kind(), text, MemoryRecord.Standing.STATED, 1, Interval.since(from == null ? now : from), now,
                    List.of(recording.whole(said)));
            if (records.required(tenant, id).known().to() != null) {
                throw new IllegalArgumentException("The record " + id + " is no longer believed: somebody replaced it just now.");
            }
            recording.replace(tenant, old, made, vector.isEmpty() ? null : vector.getFirst(), now);
            return records.required(tenant, made.id());
        });
    }

    Decision overrule(String tenant, UUID id, boolean keep, String by) {
        Decision found = decisions.find(tenant, id).orElseThrow(() -> new NoSuchElementException("There is no decision " + id + "."));
        if (keep && found.textErasedAt() != null) {
            throw new IllegalArgumentException("The text of turn " + found.seq() + " was dropped and erased at " + found.textErasedAt() + ": send it anew under another number.");
        }
        List<float[]> vector = keep && found.embedding() == null ? embeddings.of(List.of(found.turn().content())) : List.of();
        Decision turn = vector.isEmpty() ? found : found.withEmbedding(vector.getFirst());
        return locks.exclusively(tenant, found.subject(), () -> {
            Instant now = clock.instant();
            decisions.overrule(tenant, id, keep, by, now);
            settled(tenant, turn, keep, now);
            String cluster = decisions.find(tenant, id).orElseThrow().cluster();
            if (cluster == null && keep) {
                cluster = judging.place(tenant, turn);
            }
            if (cluster != null) {
                judging.refit(tenant, found.subject(), cluster);
            }
            return decisions.find(tenant, id).orElseThrow();
        });
    }

    UUID keepFact(String tenant, String subject, String conversation, NumberedTurn said, String given, Kind kind, String by) {
        String fact = StorableText.clean(given).value();
        takingIn.remember(tenant, subject, conversation, List.of(said));
        Decision turn = said(tenant, subject, conversation, said.seq());
        if (!turn.kept()) {
            overrule(tenant, turn.id(), true, by);
        }
        List<float[]> vector = embeddings.of(List.of(fact));
        return locks.exclusively(tenant, subject, () -> {
            said(tenant, subject, conversation, said.seq());
            Instant now = clock.instant();
            MemoryRecord made = recording.derived(turn, kind, fact, MemoryRecord.Standing.STATED, 1, Interval.since(turn.turn().at()), now,
                    List.of(recording.whole(turn)));
            return recording.store(tenant, made, turn, vector.isEmpty() ? null : vector.getFirst());
        });
    }

    private Decision said(String tenant, String subject, String conversation, long seq) {
        return decisions.ofTurn(tenant, subject, conversation, seq).orElseThrow(() -> new NoSuchElementException("What was said there is forgotten: say it again."));
    }

    /** Brings records and vector in line with a decision that was changed; in the caller's transaction. */
    void settled(String tenant, Decision turn, boolean keep, Instant now) {
        decisions.embedding(tenant, turn.id(), keep ? turn.embedding() : null, embeddings.modelOf(turn.turn().content()));
        if (keep) {
            recording.utterance(tenant, turn);
        } else {
            recording.withdraw(tenant, turn.id(), now);
        }
    }
}
