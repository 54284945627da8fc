package palimpsest.starter;

import java.util.ArrayList;
import java.util.List;

/** The engine can't start with these settings; each message says what to write instead. */
public final class WrongSettings extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<String> mistakes;

    WrongSettings(List<String> mistakes, RuntimeException cause) {
        super(String.join(" ", mistakes), cause);
        this.mistakes = List.copyOf(mistakes);
    }

    WrongSettings and(List<String> others) {
        var all = new ArrayList<>(others);
        mistakes.stream().filter(mistake -> !all.contains(mistake)).forEach(all::add);
        return new WrongSettings(all, getCause() instanceof RuntimeException cause ? cause : null);
    }

    public List<String> mistakes() {
        return mistakes;
    }
}
