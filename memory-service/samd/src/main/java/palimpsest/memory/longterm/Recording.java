package palimpsest.memory.longterm;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import palimpsest.memory.longterm.MemoryRecord.Kind;
import palimpsest.memory.longterm.MemoryRecord.Source;
import palimpsest.memory.longterm.MemoryRecord.Standing;
import palimpsest.memory.temporal.SpokenTime;
import palimpsest.memory.temporal.TemporalResolver;

/** Makes records and stores them; duplicates become one record with several sources. Runs in the caller's transaction. */
final class Recording {

    private final RecordStore records;
    private final MemoryVectors embeddings;
    private final TemporalResolver times = new TemporalResolver();

    /** @param embeddings made the vectors that are stored, of the texts of their records */
    Recording(RecordStore records, MemoryVectors embeddings) {
        this.records = records;
        this.embeddings = embeddings;
    }

    /** Stores what was said, as it was said. A turn that is stored already stays as it is. */
    void utterance(String tenant, Decision decision) {
        boolean stored = records.findAll(tenant, records.ofDecision(tenant, decision.id()), 1).stream()
                .anyMatch(record -> record.kind() == Kind.UTTERANCE && record.known().to() == null);
        if (!stored) {
            firstUtterance(tenant, decision);
        }
    }

    /** The same for a turn that was just decided on: nothing of it is stored yet. */
    void firstUtterance(String tenant, Decision decision) {
        if (!decision.turn().content().isBlank()) {
            store(tenant, utterance(decision), decision, decision.embedding());
        }
    }

    /** The same for a turn that says nothing which is believed already. */
    void newUtterance(String tenant, Decision decision) {
        if (!decision.turn().content().isBlank()) {
            insert(tenant, utterance(decision), decision);
        }
    }

    /** Of turns that were just decided on, those that say what is believed already become sources of it. @return their ids */
    Set<UUID> saidAgain(String tenant, String subject, List<Decision> decisions) {
        return records.addedToKnown(tenant, subject, decisions.stream().filter(decision -> !decision.turn().content().isBlank())
                .map(decision -> new RecordStore.Told(utterance(decision), decision.turn().speaker(), decision.embedding())).toList());
    }

    /** Stores what corrects another turn: the same words said of another thing are another record. */
    void correction(String tenant, Decision decision, Decision corrected) {
        records.corrected(tenant, corrected.id());
        insert(tenant, utterance(decision), decision);
    }

    private void insert(String tenant, MemoryRecord record, Decision said) {
        records.insert(tenant, record, said.turn().speaker(), said.embedding(), embeddings.modelOf(record.text()));
    }

    private MemoryRecord utterance(Decision decision) {
        String text = decision.turn().content();
        Instant said = decision.turn().at();
        LocalDate day = said.atZone(ZoneOffset.UTC).toLocalDate();
        List<SpokenTime> spoken = times.resolve(text, day);
        // what is told of an earlier day was true from then on; what is planned is true as a plan from when it was said
        Instant from = spoken.stream().map(SpokenTime::from).filter(day::isAfter).min(LocalDate::compareTo)
                .map(first -> first.atStartOfDay(ZoneOffset.UTC).toInstant()).orElse(said);
        return new MemoryRecord(UUID.randomUUID(), decision.subject(), Kind.UTTERANCE, text, Standing.STATED, 1, Interval.since(from),
                Interval.since(decision.decidedAt()), null, null, null, spoken, List.of(whole(decision)));
    }

    Source whole(Decision decision) {
        String text = decision.turn().content();
        return new Source(decision.id(), decision.conversation(), decision.seq(), null, decision.turn().speaker(), decision.turn().at(), 0,
                text.codePointCount(0, text.length()));
    }

    MemoryRecord derived(Decision said, Kind kind, String text, Standing standing, double confidence, Interval valid, Instant now, List<Source> sources) {
        return new MemoryRecord(UUID.randomUUID(), said.subject(), kind, text, standing, confidence, valid, Interval.since(now), null, null, null,
                times.resolve(text, said.turn().at().atZone(ZoneOffset.UTC).toLocalDate()), sources);
    }

    /** Stores a record, or its sources with the one that says the same. The id of the one that holds it. */
    UUID store(String tenant, MemoryRecord record, Decision said, float[] embedding) {
        Optional<UUID> same = records.duplicate(tenant, record, said.turn().speaker(), embedding);
        if (same.isPresent()) {
            record.sources().forEach(source -> records.addSource(tenant, same.get(), source));
            return same.get();
        }
        records.insert(tenant, record, said.turn().speaker(), embedding, embeddings.modelOf(record.text()));
        return record.id();
    }

    /** Stores a record in place of another, which is closed. */
    void replace(String tenant, MemoryRecord old, MemoryRecord made, float[] embedding, Instant now) {
        String speaker = made.sources().getFirst().speaker();
        records.insert(tenant, made, speaker, embedding, embeddings.modelOf(made.text()));
        MemoryRecord.Replaced replaced = old.replaced(made.id(), made.valid().from(), now, UUID.randomUUID());
        records.retire(tenant, old.id(), now, made.id());
        if (replaced.copy() != null) {
            records.insertCopy(tenant, replaced.copy(), old.id());
        }
    }

    /** What comes from this turn alone is no longer believed; it stays in the history. */
    void withdraw(String tenant, UUID decision, Instant now) {
        records.findAll(tenant, records.ofDecision(tenant, decision)).stream()
                .filter(record -> record.kind() != Kind.UTTERANCE || record.sources().size() == 1)
                .forEach(record -> records.retire(tenant, record.id(), now, null));
    }
}
