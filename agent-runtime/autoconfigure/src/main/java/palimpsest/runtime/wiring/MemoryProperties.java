package palimpsest.runtime.wiring;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Long-term memory (docs/memory.md).
 *
 * @param enabled      whether conversations of the runtime are taken in; as the agents' profile says when not set; the API works in any case
 * @param recall       whether a run begins with what is remembered of its user; as {@code enabled} when not set
 * @param recallTokens of what a run begins with, at most
 * @param threshold    probability from which the gate keeps a turn; the profile's own when not set
 * @param profile      file of a profile fitted to other data, or {@code locomo}: the shipped one that is fitted on data for non-commercial use; when not set, the shipped
 *                     one that is fitted on conversations that are nobody's
 * @param needs        what the application wants remembered, in words and examples, one entry each; one that begins with {@code not:} says what not
 * @param model        name of the language model that takes facts out of what was kept; none when not set
 * @param callsPerHour calls to it at most
 * @param droppedKeep  age at which the text of a turn that the gate dropped is erased; until then a person may have it kept
 * @param links        whether what was said right before and after a found turn is found with it
 * @param associative  whether turns that an answer cites together are linked, and recall follows these links
 */
@ConfigurationProperties("palimpsest.memory")
public record MemoryProperties(Boolean enabled, Boolean recall, @DefaultValue("800") int recallTokens, Double threshold, String profile, @DefaultValue List<String> needs, String model,
                               @DefaultValue("60") int callsPerHour, @DefaultValue("30d") Duration droppedKeep, @DefaultValue("false") boolean links,
                               @DefaultValue("false") boolean associative) {

    boolean recalls(PalimpsestProperties.Profile profile) {
        return recall != null ? recall : enabled != null ? enabled : profile == PalimpsestProperties.Profile.FULL;
    }
}
