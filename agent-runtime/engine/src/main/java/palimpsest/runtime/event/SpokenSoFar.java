package palimpsest.runtime.event;

import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;

/** What was said of the message that is being said, for whoever begins to listen in the middle. Not for several threads. */
final class SpokenSoFar {

    private final SequencedMap<Integer, StringBuilder> texts = new TreeMap<>();
    private final SequencedMap<Integer, SpokenPart> latest = new TreeMap<>();

    /** Another message or another attempt takes the place of what was said before. */
    void add(SpokenPart part) {
        if (!latest.isEmpty() && !latest.firstEntry().getValue().attempt().equals(part.attempt())) {
            texts.clear();
            latest.clear();
        }
        texts.computeIfAbsent(part.call(), call -> new StringBuilder()).append(part.text());
        latest.put(part.call(), part);
    }

    /** The text, then each call, each as one part from its beginning. */
    List<SpokenPart> parts() {
        var parts = new ArrayList<SpokenPart>();
        latest.forEach((call, part) -> parts.add(new SpokenPart(part.runId(), part.msgId(), part.attempt(), call, part.tool(), 0, texts.get(call).toString(), part.goesOn())));
        return parts;
    }
}
