package palimpsest.memory.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ManPageTextTest {

    private static final String MDOC = """
            .\\" A comment that nobody reads
            .Dd $Mdocdate: May 3 2026 $
            .Dt SLUICE 1
            .Os
            .Sh NAME
            .Nm sluice
            .Nd open and close the gate
            .Sh SYNOPSIS
            .Nm sluice
            .Op Fl qv
            .Op Fl o Ar gate
            .Ar basin ...
            .Sh DESCRIPTION
            .Nm
            reads
            .Pa /etc/sluice.conf
            (see
            .Xr sluice.conf 5 ) .
            .Pp
            The options are as follows:
            .Bl -tag -width Ds
            .It Fl q
            Says nothing.
            .It Fl L Xo
            .Sm off
            .Ar gate : height
            .Sm on
            .Xc
            Raises the gate to
            .Ar height ,
            which must be
            .Cm low
            or
            .Cm high .
            .Pp
            The default is
            .Cm low .
            .It Fl v
            .It Fl Fl verbose
            Tells more:
            .Bl -bullet -compact
            .It
            the level
            .It
            the
            .Dq rate
            .El
            .El
            .Bd -literal -offset indent
            $ sluice -o north basin
            .Ed
            """;

    @Test
    void options_of_mdoc_stand_above_what_they_mean() {
        assertThat(ManPageText.of(MDOC)).isEqualTo("""
                # SLUICE(1)

                ## NAME

                sluice – open and close the gate

                ## SYNOPSIS

                sluice [-qv] [-o gate] basin ...

                ## DESCRIPTION

                sluice reads /etc/sluice.conf (see sluice.conf(5)).

                The options are as follows:

                -q
                :   Says nothing.

                -L gate:height
                :   Raises the gate to height, which must be low or high.

                    The default is low.

                -v, --verbose
                :   Tells more:

                    - the level
                    - the “rate”

                ```
                $ sluice -o north basin
                ```
                """);
    }

    @Test
    void options_of_man_stand_above_what_they_mean() {
        assertThat(ManPageText.of("""
                '\\" t
                .TH LOCKS 8 "2026-05-03" "locks 2.1"
                .de Vb
                .ft CW
                ..
                .SH NAME
                locks \\- fill and drain
                .SH OPTIONS
                .TP
                .BR \\-n ", " \\-\\-dry\\-run
                Move nothing, only
                .I say
                what would be moved.
                .TP
                \\fB\\-t\\fR \\fIseconds\\fR
                Wait so long; 30 by default.
                .IP \\(bu 2
                A point.
                .IP \\(bu 2
                Another.
                .PP
                \\fB\\-\\-weir\\fR
                .RS 4
                Spill over\\&.
                .sp
                See \\fBweir\\fR(3)\\&.
                .RE
                .PP
                After all of it.
                .nf
                locks \\-n \\e
                  north
                .fi
                """)).isEqualTo("""
                # LOCKS(8)

                ## NAME

                locks - fill and drain

                ## OPTIONS

                -n, --dry-run
                :   Move nothing, only say what would be moved.

                -t seconds
                :   Wait so long; 30 by default.

                - A point.
                - Another.

                --weir
                :   Spill over.

                    See weir(3).

                After all of it.

                ```
                locks -n \\
                  north
                ```
                """);
    }

    @Test
    void a_text_that_only_speaks_of_macros_stays() {
        assertThat(ManPageText.of("The macro\n.SH begins a section, and\n.TH the page.\n")).isNull();
        assertThat(ManPageText.of("Dear Ann,\n...\n.Dd\n")).isNull();
    }
}
