package palimpsest.starter;

import java.util.ArrayList;
import java.util.List;
import palimpsest.runtime.wiring.ConfigurationMistake;

/** The engine can't start with these settings; each message says what to write instead. */
public final class WrongSettings extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<String> mistakes;

    WrongSettings(List<String> mistakes, ConfigurationMistake first) {
        super(String.join(" ", mistakes), first);
        this.mistakes = List.copyOf(mistakes);
    }

    WrongSettings and(List<String> others) {
        var all = new ArrayList<>(others);
        mistakes.stream().filter(mistake -> !all.contains(mistake)).forEach(all::add);
        return new WrongSettings(all, getCause() instanceof ConfigurationMistake first ? first : null);
    }

    public List<String> mistakes() {
        return mistakes;
    }
}
