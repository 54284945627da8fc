package palimpsest.evaluation.retrieval;

import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import palimpsest.evaluation.locomo.LocomoConversation;
import palimpsest.memory.ingest.SessionTurn;
import palimpsest.memory.ingest.TurnIngestion;

/** Takes labelled conversations into the store as the product takes in any. */
public final class StoredTurns {

    private StoredTurns() {}

    /** Where the turns that say something stand, by their ids, in order. */
    public static SequencedMap<String, TurnIngestion.Stored> add(TurnIngestion ingestion, String tenant, LocomoConversation conversation) {
        List<LocomoConversation.Turn> said = conversation.turns().stream().filter(turn -> !turn.speaker().isBlank() && !turn.content().isBlank()).toList();
        List<TurnIngestion.Stored> places = ingestion.add(tenant, conversation.name(), said.stream().map(turn -> new SessionTurn(turn.speaker(),
                turn.at() == null ? null : turn.at().toInstant(ZoneOffset.UTC), String.valueOf(turn.session()), turn.content())).toList());
        var stored = new LinkedHashMap<String, TurnIngestion.Stored>();
        for (int i = 0; i < places.size(); i++) {
            stored.put(said.get(i).id(), places.get(i));
        }
        return stored;
    }
}
