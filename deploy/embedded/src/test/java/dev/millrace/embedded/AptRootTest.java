package dev.millrace.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AptRootTest {

    @Test
    void theMirrorsAreThoseTheMachineWouldReadItsIndexesFrom() {
        assertThat(
                        AptRoot.mirrors(
                                """
                                'http://mirror.example/debian/dists/bookworm/InRelease' one 0
                                'http://mirror.example/debian/dists/bookworm-updates/InRelease' two 0
                                'http://security.example/debian-security/dists/bookworm-security/InRelease' three 0
                                'https://tool.example/apt/./InRelease' four 0
                                """))
                .containsExactly("http://mirror.example/debian");
    }
}
