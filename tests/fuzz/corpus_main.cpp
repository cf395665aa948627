// Runs a fuzz target on the files of its corpus, and on every beginning of each: what a fuzzer
// found once stays found where there is no libFuzzer.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size);

namespace {

constexpr std::size_t beginning_bytes_max = 1024;

// Each input is a vector of its own, so that reading behind its end is seen by ASan.
void run(std::vector<std::uint8_t> input) {
    input.shrink_to_fit();
    LLVMFuzzerTestOneInput(input.data(), input.size());
}

}  // namespace

int main(int argc, char** argv) {
    std::size_t files = 0;
    for (int i = 1; i < argc; ++i) {
        for (const auto& entry : std::filesystem::recursive_directory_iterator(argv[i])) {
            if (!entry.is_regular_file()) {
                continue;
            }
            std::ifstream stream(entry.path(), std::ios::binary);
            const std::vector<std::uint8_t> bytes{std::istreambuf_iterator<char>(stream), {}};
            run(bytes);
            for (std::size_t size = 0; size < std::min(bytes.size(), beginning_bytes_max); ++size) {
                run({bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size)});
            }
            ++files;
        }
    }
    std::printf("%zu files\n", files);
    return files > 0 ? 0 : 1;
}
