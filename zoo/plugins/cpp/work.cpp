// What C++ leaves with a process: statics and thread-locals with destructors, symbols that exist once a process.
#include <atomic>
#include <map>
#include <stdexcept>
#include <string>
#include <thread>

namespace {
std::atomic<int> alive;

struct Counted {
  std::string text;
  explicit Counted(const char *text) : text(text) { alive++; }
  ~Counted() { alive--; }
};

Counted global("a static with a destructor, too long to be kept in place");
thread_local Counted local("a thread-local with a destructor, too long to be kept in place");
} // namespace

inline int &calls() {
  static int calls = 0;
  return calls;
}

template <class T> struct Holder {
  static std::map<int, std::string> &map() {
    static std::map<int, std::string> map;
    return map;
  }
};

inline std::string shared_text = "an inline variable, which exists once in a process";

extern "C" int zoo_cpp_work() {
  local.text += ".";
  global.text += ".";
  shared_text += ".";
  Holder<long>::map()[++calls()] = local.text;
  std::thread thread([] { local.text += "another thread's"; });
  thread.join();
  try {
    throw std::runtime_error("thrown and caught");
  } catch (std::exception &) {
    return calls();
  }
  return -1;
}
