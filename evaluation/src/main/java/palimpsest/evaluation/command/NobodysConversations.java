package palimpsest.evaluation.command;

import java.util.ArrayList;
import java.util.List;
import palimpsest.evaluation.gate.GeneratedChats;
import palimpsest.evaluation.gate.WrittenChats;
import palimpsest.evaluation.locomo.LocomoConversation;
import picocli.CommandLine.Option;

/** Made-up conversations in place of data of others: what is fitted to them may be used by anyone. */
final class NobodysConversations {

    @Option(names = "--written", description = "In place of data of others: the conversations that were written for this project, which are nobody's.")
    private boolean written;

    @Option(names = "--generated", paramLabel = "N", defaultValue = "0", description = "Likewise: N conversations that are made from templates.")
    private int generated;

    /** Empty where none is asked for. */
    List<LocomoConversation> read() {
        var all = new ArrayList<LocomoConversation>(written ? WrittenChats.all() : List.of());
        all.addAll(GeneratedChats.of(generated));
        return all;
    }
}
