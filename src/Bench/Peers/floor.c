/* The floor: the least a server could do. It waits with epoll, receives, looks for the end of a request, and sends an
   answer that was made ahead. It opens no file, knows of no field but "Connection: close", and keeps no time: what a real
   server costs above this is the price of being one.

     floor PORT WORKERS FOLDER [--spin MICROSECONDS]

   FOLDER holds the answers, byte for byte, in files named 0, 1, 2 and so on. Where there are several, the first number in
   the request's line chooses; where there is one, it answers everything. Small ones are sent from memory, large ones from
   their files, which the kernel need not copy.
   --spin burns this much processor time for each request: known work, to check the instrument with. */

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum { EVENTS = 256, RECEIVE = 16384, BATCH = 64, LARGE = 65536 };

struct answer { char *bytes; size_t length; int file; };

struct connection {
    int socket;
    int matched;       /* how much of the empty line that ends a request was seen */
    int number;        /* the first number in the request's line; -1 before it */
    bool past_number;
    bool wants_write;
    bool closes;       /* the client wants it closed behind the answer */
    size_t owed;       /* requests not yet answered */
    size_t sent;       /* of the answer that is due */
    const struct answer *answer;
};

static struct answer *answers;
static int answer_count;
static int listener;
static long spin;          /* known work for each request, in nanoseconds */

static void die(const char *what) {
    fprintf(stderr, "floor: %s: %s\n", what, strerror(errno));
    exit(1);
}

static long spent(void) {
    struct timespec time;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return time.tv_sec * 1000000000L + time.tv_nsec;
}

static void burn(long nanoseconds) {
    long end = spent() + nanoseconds;
    while (spent() < end) {}
}

/* Reading the clock is work, too, and some of it lies before and behind what it tells of. */
static void calibrate(void) {
    enum { TIMES = 1000 };
    long start = spent();
    for (int i = 0; i < TIMES; i++)
        burn(spin);
    long excess = (spent() - start) / TIMES - spin;
    spin = spin > excess ? spin - excess : 1;
}

/* Finds where requests end; what else they say is nothing to the floor. */
static void read_requests(struct connection *c, const char *bytes, ssize_t length) {
    static const char end[] = "\r\n\r\n", close[] = "Connection: close";
    c->closes |= memmem(bytes, (size_t)length, close, sizeof close - 1) != NULL;
    for (ssize_t i = 0; i < length; i++) {
        char byte = bytes[i];
        if (answer_count > 1 && !c->past_number) {
            if (byte >= '0' && byte <= '9')
                c->number = (c->number < 0 ? 0 : c->number) * 10 + byte - '0';
            else if (c->number >= 0)
                c->past_number = true;
        }
        c->matched = byte == end[c->matched] ? c->matched + 1 : byte == '\r';
        if (c->matched < 4)
            continue;
        c->answer = &answers[answer_count > 1 && c->number >= 0 ? c->number % answer_count : 0];
        c->owed++;
        c->matched = 0;
        c->number = -1;
        c->past_number = false;
        if (spin > 0)
            burn(spin);
    }
}

static ssize_t send_large(struct connection *c) {
    off_t offset = (off_t)c->sent;
    return sendfile(c->socket, c->answer->file, &offset, c->answer->length - c->sent);
}

/* Up to a batch of answers with one call. */
static ssize_t send_small(struct connection *c) {
    struct iovec parts[BATCH];
    size_t count = c->owed < BATCH ? c->owed : BATCH;
    for (size_t i = 0; i < count; i++)
        parts[i] = (struct iovec){ c->answer->bytes, c->answer->length };
    parts[0].iov_base = c->answer->bytes + c->sent;
    parts[0].iov_len -= c->sent;
    struct msghdr message = { .msg_iov = parts, .msg_iovlen = count };
    return count == 1 ? send(c->socket, parts[0].iov_base, parts[0].iov_len, MSG_NOSIGNAL)
                      : sendmsg(c->socket, &message, MSG_NOSIGNAL);
}

/* Sends what is owed. False if the connection is over. */
static bool send_answers(struct connection *c) {
    while (c->owed > 0) {
        ssize_t n = c->answer->length > LARGE ? send_large(c) : send_small(c);
        if (n < 0)
            return errno == EAGAIN || errno == EINTR;
        c->sent += (size_t)n;
        c->owed -= c->sent / c->answer->length;
        c->sent %= c->answer->length;
        if (c->closes && c->sent == 0)
            return false;
    }
    return true;
}

static void watch(int epoll, struct connection *c) {
    if (c->wants_write == (c->owed > 0))
        return;
    c->wants_write = c->owed > 0;
    struct epoll_event event = { .events = c->wants_write ? EPOLLOUT : EPOLLIN, .data.ptr = c };
    epoll_ctl(epoll, EPOLL_CTL_MOD, c->socket, &event);
}

static bool serve(struct connection *c, char *buffer) {
    if (c->owed == 0) {
        ssize_t n = recv(c->socket, buffer, RECEIVE, 0);
        if (n <= 0)
            return n < 0 && (errno == EAGAIN || errno == EINTR);
        read_requests(c, buffer, n);
    }
    return send_answers(c);
}

static void accept_all(int epoll) {
    int socket;
    while ((socket = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
        struct connection *c = calloc(1, sizeof *c);
        c->socket = socket;
        c->number = -1;
        struct epoll_event event = { .events = EPOLLIN, .data.ptr = c };
        if (epoll_ctl(epoll, EPOLL_CTL_ADD, socket, &event) != 0)
            die("epoll_ctl");
    }
}

static void *work(void *unused) {
    (void)unused;
    char *buffer = malloc(RECEIVE);
    int epoll = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event accepting = { .events = EPOLLIN | EPOLLEXCLUSIVE, .data.ptr = NULL };
    if (epoll < 0 || epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &accepting) != 0)
        die("epoll");
    for (;;) {
        struct epoll_event events[EVENTS];
        int count = epoll_wait(epoll, events, EVENTS, -1);
        for (int i = 0; i < count; i++) {
            struct connection *c = events[i].data.ptr;
            if (c == NULL) {
                accept_all(epoll);
            } else if (serve(c, buffer)) {
                watch(epoll, c);
            } else {
                close(c->socket);
                free(c);
            }
        }
    }
    return NULL;
}

static void load(const char *folder) {
    for (;; answer_count++) {
        char path[4096];
        struct stat about;
        snprintf(path, sizeof path, "%s/%d", folder, answer_count);
        int file = open(path, O_RDONLY | O_CLOEXEC);
        if (file < 0)
            break;
        fstat(file, &about);
        answers = realloc(answers, sizeof *answers * (size_t)(answer_count + 1));
        struct answer *next = &answers[answer_count];
        *next = (struct answer){ NULL, (size_t)about.st_size, file };
        if (next->length > LARGE)
            continue;
        next->bytes = malloc(next->length);
        for (size_t got = 0; got < next->length;) {
            ssize_t n = read(file, next->bytes + got, next->length - got);
            if (n <= 0)
                die(path);
            got += (size_t)n;
        }
        close(file);
    }
    if (answer_count == 0)
        die(folder);
}

static void start_listening(int port) {
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
    int on = 1;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    setsockopt(listener, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0 || listen(listener, 4096) != 0)
        die("listen");
}

int main(int count, char **words) {
    if (count < 4) {
        fprintf(stderr, "usage: floor PORT WORKERS FOLDER [--spin MICROSECONDS]\n");
        return 2;
    }
    for (int i = 4; i < count; i++) {
        if (strcmp(words[i], "--spin") == 0 && i + 1 < count)
            spin = atol(words[++i]) * 1000;
    }
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    signal(SIGPIPE, SIG_IGN); /* sendfile has no MSG_NOSIGNAL */
    load(words[3]);
    if (spin > 0)
        calibrate();
    start_listening(atoi(words[1]));
    for (int i = 1; i < atoi(words[2]); i++) {
        pthread_t thread;
        if (pthread_create(&thread, NULL, work, NULL) != 0)
            die("pthread_create");
    }
    work(NULL);
}
