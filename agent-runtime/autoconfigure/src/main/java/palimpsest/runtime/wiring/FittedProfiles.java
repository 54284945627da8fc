package palimpsest.runtime.wiring;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says of fitted numbers what they were fitted on and under which licence that data is, when they are loaded: not every licence is for any use. */
final class FittedProfiles {

    private static final Logger log = LoggerFactory.getLogger(FittedProfiles.class);

    private FittedProfiles() {}

    /** @param part that uses the numbers, for a person */
    static void tell(String part, String fittedOn, String licence) {
        log.info("Profile of {}: fitted on {} (licence of that data: {})", part, fittedOn, licence.isBlank() ? "not said" : licence);
    }
}
