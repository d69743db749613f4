"""How what is measured is started: Slipway's own commands, and the environment of every process."""
import os
import sys

BENCH = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
WAR = os.path.join(BENCH, "..", "target", "slipway.war")
HARPER = os.path.join(BENCH, "..", "src", "test", "clients", "node_modules", "harperdb", "bin", "harperdb.js")
# What README.md recommends.
SERVER_HEAP = ("-Xms8m", "-Xmx48m", "-XX:+UseSerialGC", "-XX:FreqInlineSize=60")
CLIENT_HEAP = ("-Xms4m", "-Xmx24m", "-XX:+UseSerialGC", "-XX:FreqInlineSize=60")
# In one direction, 64 KiB at a time instead of 8: peers are not to be slow because of what stands for the network.
SOCAT = ("socat", "-u", "-b", "65536")
# GNU tar restores owners when root calls it, which nobody else here does.
UNTAR = ("tar", "--no-same-owner")
# Other people's settings would be measured otherwise.
NOT_INHERITED = ("NODE_OPTIONS", "CURL_HOME", "TAR_OPTIONS", "GZIP", "PIGZ", "ZSTD_CLEVEL", "ZSTD_NBTHREADS")
NOT_INHERITED_BEGINNINGS = ("SLIPWAY", "JAVA_", "_JAVA_", "JDK_", "CATALINA", "JBOSS")


def slipway(*options):
    """The start of a command line of the WAR; the options are the JVM's."""
    return ["java", *options, "-jar", WAR]


def with_heap(options, heap):
    """The same options with another bound of the heap."""
    return ["-Xmx" + heap if option.startswith("-Xmx") else option for option in options]


def workload(*arguments):
    """A command line of bench/workload.py."""
    return [sys.executable, os.path.join(BENCH, "workload.py"), *map(str, arguments)]


def peer(interpreter, name, *arguments):
    """A command line of a program in bench/peer."""
    return [interpreter, os.path.join(BENCH, "peer", name), *map(str, arguments)]


def environment(**more):
    """The environment of a process, without what would change the figures."""
    inherited = {name: value for name, value in os.environ.items()
                 if name == "JAVA_HOME" or name not in NOT_INHERITED and not name.lower().endswith("_proxy")
                 and not name.upper().startswith(NOT_INHERITED_BEGINNINGS)}
    return {**inherited, "LC_ALL": "C.UTF-8", "SLIPWAY_CACHE": os.path.join(BENCH, "work", "cache"), **more}
