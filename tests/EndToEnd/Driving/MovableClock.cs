namespace Weft.Tests.EndToEnd.Driving;

/// <summary>
/// A wall clock for the published program that a test can set while it runs: a library that is loaded into it adds so many
/// seconds to the time as a file says, which is mapped into memory. The monotonic clock is left alone, as the kernel does.
/// </summary>
internal sealed class MovableClock : IDisposable
{
    private const string Source = """
        #define _GNU_SOURCE
        #include <fcntl.h>
        #include <stdlib.h>
        #include <sys/mman.h>
        #include <sys/syscall.h>
        #include <time.h>
        #include <unistd.h>

        static const volatile long *shift;

        __attribute__((constructor)) static void start(void)
        {
            const char *name = getenv("TEST_CLOCK");
            int file = name ? open(name, O_RDONLY) : -1;
            void *map = mmap(NULL, sizeof *shift, PROT_READ, MAP_SHARED, file, 0);
            if (map == MAP_FAILED)
                abort();
            shift = map;
            close(file);
        }

        int clock_gettime(clockid_t clock, struct timespec *time)
        {
            int result = (int)syscall(SYS_clock_gettime, clock, time);
            if (result == 0 && clock == CLOCK_REALTIME && shift)
                time->tv_sec += *shift;
            return result;
        }
        """;

    private readonly TemporaryFolder _folder = new();
    private readonly PreloadedLibrary _library = new(Source);
    private readonly FileStream _file;

    public MovableClock()
    {
        _file = new FileStream(_folder.PathTo("shift"), FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        Set(TimeSpan.Zero);
    }

    /// <summary>What to start the program under.</summary>
    public string[] Wrapper => [.. _library.Wrapper, $"TEST_CLOCK={_folder.PathTo("shift")}"];

    /// <summary>From now on, the clock is so far ahead of the real one.</summary>
    public void Set(TimeSpan ahead) => RandomAccess.Write(_file.SafeFileHandle, BitConverter.GetBytes((long)ahead.TotalSeconds), 0);

    public void Dispose()
    {
        _file.Dispose();
        _library.Dispose();
        _folder.Dispose();
    }
}
