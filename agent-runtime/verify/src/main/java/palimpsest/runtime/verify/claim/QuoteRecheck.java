package palimpsest.runtime.verify.claim;

import java.util.Optional;
import palimpsest.memory.claim.QuoteLocator;
import palimpsest.memory.document.Document;
import palimpsest.memory.verified.Source;
import palimpsest.memory.verified.VerifiedItem;
import palimpsest.memory.verified.VerifiedMemory;

/** A verified item still stands when its quote stands in the text that took the place of its source. */
public final class QuoteRecheck implements VerifiedMemory.Recheck {

    @Override
    public Optional<Source> in(VerifiedItem item, Document document, String text) {
        return new QuoteLocator(text).find(item.source().quote()).map(stretch -> {
            int start = text.codePointCount(0, stretch.start());
            return Source.in(document, start, start + text.codePointCount(stretch.start(), stretch.end()), text.substring(stretch.start(), stretch.end()));
        });
    }
}
